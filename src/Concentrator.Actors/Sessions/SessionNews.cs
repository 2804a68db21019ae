using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions;

/// <summary>Who is told when a session comes up and ends: the log, the journal, and whoever wanted the call.</summary>
internal sealed class SessionNews(NodeRuntime runtime, TunnelServices services, SessionStart start, Endpoint peer, ILoggingAdapter log)
{
    private readonly DateTimeOffset _since = runtime.WallTime;
    private DateTimeOffset? _established;

    public void Up(EngineFacts facts, SessionId peerSession, string? callingNumber)
    {
        _established ??= runtime.WallTime;
        log.Info("session up: user {User}, address {Address}", facts.User, facts.Address);
        Record(new SessionEstablished(
            start.Key.Tunnel, start.Key.Session, _established.Value, peerSession, start.ProfileName, facts.User, facts.Address, callingNumber));
        if (start.Owner is { } owner)
            owner.Actor.Tell(new SessionEvents.SessionUp(owner.Number, facts.Interface, facts.Address));
    }

    public void Down(CallEnd end)
    {
        log.Info("call ended by {EndedBy}: {Reason} ({Result})", end.By, end.Reason, end.Result);
        if (start.Owner is { } owner)
            owner.Actor.Tell(new SessionEvents.SessionDown(owner.Number, end));
    }

    /// <param name="call">Null: nothing was known of it.</param>
    public void Keep(CallEnd end, TerminateCause terminate, EngineFacts facts, CallRequest? call, SessionCounters counters) => Record(new SessionEnded(
        start.Key.Tunnel, start.Key.Session, runtime.WallTime, _since, _established, peer, start.ProfileName, facts.User, facts.Address, call?.CallingNumber,
        new SessionTraffic((ulong)counters.ReceivedPackets, (ulong)counters.ReceivedBytes, (ulong)counters.SentPackets, (ulong)counters.SentBytes),
        end.By.ToString().ToLowerInvariant(), $"{end.Result}", end.Reason)
    {
        SerialNumber = call?.SerialNumber, CalledNumber = call?.CalledNumber, Terminate = terminate, PppCause = end.Ppp?.ToString(), Q931Cause = end.Cause?.ToString(),
    });

    private void Record(IJournalFact fact) => services.Journal.Tell(new JournalCommands.Record(fact));
}
