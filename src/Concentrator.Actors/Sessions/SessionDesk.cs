using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Tracing;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions;

/// <summary>A session as it is at the moment.</summary>
/// <param name="Call">Null until both sides know of it.</param>
/// <param name="Path">Null until data may flow.</param>
internal readonly record struct SessionView(
    CallState State, CallParameters? Call, SessionId Peer, ISessionPath? Path, EngineFacts Facts, string Engine);

/// <summary>Whom a <see cref="SessionDesk"/> speaks for.</summary>
internal interface ISessionSubject
{
    SessionView View { get; }
}

/// <summary>Where operators come to a session: its status, sequence numbers and traces. None of it concerns the call.</summary>
internal sealed class SessionDesk(TimeProvider time, SessionStart start, Endpoint peer, IActorContext context, ISessionSubject subject)
{
    private readonly long _origin = time.GetTimestamp();
    private string Name => $"session {start.Key}";

    /// <summary>False: the message is no operator's.</summary>
    public bool OnMessage(object message, IActorRef sender)
    {
        switch (message)
        {
            case TunnelCommands.SetSequencing set:
                sender.Tell(OnSequencing(set.On, subject.View.Path));
                return true;
            case CollectStatus collect:
                collect.Collector.Tell(Status(subject.View), context.Self);
                return true;
            case TraceCommands.Attach attach:
                sender.Tell(subject.View.Path?.Attach(attach, Name) ?? new TraceEvents.AttachRefused($"{Name} carries no data yet"));
                return true;
            case TraceCommands.Detach detach:
                subject.View.Path?.Detach(detach);
                return true;
            default:
                return false;
        }
    }

    private CommandResult OnSequencing(bool on, ISessionPath? path) =>
        path is null ? new CommandResult(false, $"{Name} carries no data yet")
        : path.SetSequencing(on) ? new CommandResult(true, $"data messages of {Name} are sent {(on ? "with" : "without")} sequence numbers")
        : new CommandResult(false, $"sequence numbers of {Name} are {(on ? "for the LNS to begin" : "required, or for the LNS to end")}");

    private SessionStatus Status(in SessionView now)
    {
        var (facts, request, counters) = (now.Facts, now.Call?.Request, now.Path?.Counters ?? default);
        return new SessionStatus(
            start.Key.Tunnel.Value, start.Key.Session.Value, now.Peer.Value, now.State is CallState.Established ? $"{now.State}, {facts.Phase}" : now.State.ToString(),
            now.Engine, start.ProfileName, facts.User, facts.Address?.ToString(), peer.ToString(), request?.CallingNumber, request?.CalledNumber, facts.Interface,
            facts.Mru, facts.Authentication, facts.SwitchedWith, (ulong)counters.ReceivedPackets, (ulong)counters.ReceivedBytes, (ulong)counters.SentPackets,
            (ulong)counters.SentBytes, time.GetElapsedTime(_origin).TotalSeconds)
        {
            Call = CallStatus.Of(now.Call),
            Group = facts.Group,
            Sequencing = new SequencingStatus(
                now.Path?.IsSequencing ?? false, counters.LostReceived, counters.LateReceived, counters.DuplicateReceived, counters.Reordered),
        };
    }
}
