using Akka.Actor;

namespace Concentrator.Actors.Operations;

/// <summary>
/// Collects the status of many actors without anybody keeping a list of them. The rule: whoever gets this tells
/// <paramref name="Collector"/>, from itself, exactly one of two things: its own status record, or <see cref="ExpectStatus"/> with those
/// whom it passed the question on to. So the collector knows at any time who still owes it an answer.
/// <para>
/// <see cref="StatusKind.Tunnels"/>: slots → slot → tunnel, which answers <see cref="TunnelStatus"/>.
/// <see cref="StatusKind.Sessions"/>: slots → slot → tunnel → session, which answers <see cref="SessionStatus"/>.
/// Every level above the last does just <c>Context.PassOn(collect)</c>.
/// Pools and dialers follow the same rule with queries of their own, and the collector as the sender:
/// their parents do <c>Context.PassOn(query, Sender)</c>.
/// </para>
/// <para>
/// An actor that stops before it answers is struck off the list (the collector watches whoever is late), one that stops in between an
/// answer and its children's stops its children too. One that is merely too slow is counted as missing.
/// </para>
/// </summary>
public sealed record CollectStatus(StatusKind Kind, IActorRef Collector) : INoSerializationVerificationNeeded;

public enum StatusKind
{
    Tunnels,
    Sessions,
}

/// <summary>The question went on to these, each of which answers for itself; none of them when there is nobody to ask.</summary>
public sealed record ExpectStatus(IReadOnlyList<IActorRef> From) : INoSerializationVerificationNeeded;

public static class StatusCollection
{
    public static void PassOn(this IActorContext context, CollectStatus collect) => context.PassOn(collect, collect.Collector);

    /// <summary>
    /// Passes a collector's question on to all children. The collector is told first: what a child answers can then not arrive before it is
    /// expected.
    /// </summary>
    /// <param name="question">Answered by each child to <paramref name="collector"/>, which it sees as the sender.</param>
    public static void PassOn(this IActorContext context, object question, IActorRef collector)
    {
        IActorRef[] children = [.. context.GetChildren()];
        collector.Tell(new ExpectStatus(children), context.Self);
        foreach (var child in children)
            child.Tell(question, collector);
    }
}
