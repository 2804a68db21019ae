using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// A control message: its type and its AVPs in the order of the wire, without the Message Type AVP. Immutable; Ns, Nr and
/// the ids of the header belong to its transmission, not to it, so a retransmission encodes the same value again.
/// </summary>
public abstract record ControlMessage(MessageType Type, ImmutableArray<Avp> Avps)
{
    /// <summary>The value of an AVP that this message's spec makes sure of; throws when there is none.</summary>
    public T Get<T>(AvpDefinition<T> definition) =>
        Find(definition) is { } avp ? avp.Value : throw new InvalidOperationException($"{Type} carries no {definition}");

    /// <summary>The value of an AVP that may be absent, or <paramref name="absent"/>.</summary>
    public T Get<T>(AvpDefinition<T> definition, T absent) => Find(definition) is { } avp ? avp.Value : absent;

    public bool Has(AvpDefinition definition) => Avps.Any(avp => avp.Definition == definition);

    public Avp<T>? Find<T>(AvpDefinition<T> definition)
    {
        foreach (var avp in Avps)
            if (avp is Avp<T> typed && ReferenceEquals(typed.Definition, definition))
                return typed;
        return null;
    }

    /// <summary>Every value of an AVP of which there may be several.</summary>
    public IEnumerable<T> All<T>(AvpDefinition<T> definition) =>
        Avps.OfType<Avp<T>>().Where(avp => ReferenceEquals(avp.Definition, definition)).Select(avp => avp.Value);

    public virtual bool Equals(ControlMessage? other) => other is not null && Type == other.Type && Avps.SequenceEqual(other.Avps);

    public override int GetHashCode() => Avps.Aggregate((int)Type, HashCode.Combine);

    /// <summary>A line for the transcript, as "SCCRQ [Host Name="lac", …]"; secrets and what came hidden are masked.</summary>
    public sealed override string ToString() => $"{Type.RfcName()} [{string.Join(", ", Avps)}]";
}
