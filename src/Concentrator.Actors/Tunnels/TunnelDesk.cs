using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Tracing;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tunnels;

/// <summary>Where operators come to a tunnel: its status, the sessions that they name, and traces. None of it concerns the peer.</summary>
internal sealed class TunnelDesk(
    TunnelId tunnel, TunnelStart start, TunnelInbox inbox, TunnelWire wire, PeerPin pin, TunnelCalls calls, IActorContext context,
    TunnelDriver machine, WakeUp wake)
{
    private readonly TimeSpan _since = wake.Now;

    /// <summary>False: the message is no operator's.</summary>
    public bool OnMessage(object message, IActorRef sender)
    {
        switch (message)
        {
            case CollectStatus { Kind: StatusKind.Tunnels } collect:
                collect.Collector.Tell(Status(), context.Self);
                return true;
            case CollectStatus collect:
                context.PassOn(collect);
                return true;
            case TunnelCommands.CloseSession close when calls.Find(close.Session) is { } session:
                session.Tell(new SessionRequests.Close(close.Result, close.Reason));
                sender.Tell(new CommandResult(true, $"session {tunnel}/{close.Session} is closing"));
                return true;
            case TunnelCommands.CloseSession close:
                sender.Tell(NoSession(close.Session));
                return true;
            case TunnelCommands.SetSequencing set when calls.Find(set.Session) is { } session:
                session.Tell(set, sender);
                return true;
            case TunnelCommands.SetSequencing set:
                sender.Tell(NoSession(set.Session));
                return true;
            case TraceCommands.Attach { Session: { } id } attach when calls.Find(id) is { } session:
                session.Tell(attach, sender);
                return true;
            case TraceCommands.Attach { Session: { } id }:
                sender.Tell(new TraceEvents.AttachRefused($"no session {tunnel}/{id}"));
                return true;
            case TraceCommands.Attach attach:
                sender.Tell(wire.Path.Attach(attach, $"tunnel {tunnel}"));
                return true;
            case TraceCommands.Detach detach:
                wire.Path.Detach(detach);
                return true;
            default:
                return false;
        }
    }

    private CommandResult NoSession(SessionId session) => new(false, $"tunnel {tunnel} has no session {session}");

    private TunnelStatus Status()
    {
        var (state, age, facts, peer) = (machine.State, wake.Now - _since, wire.Facts, calls.Peer);
        return new TunnelStatus(
            tunnel.Value, inbox.PeerTunnel.Value, state.ToString(), start.Role, start.ProfileName, pin.Path.Peer.ToString(), pin.Path.Local.ToString(),
            peer?.HostName ?? "", peer?.VendorName ?? "", calls.Count, facts.Ns.Value, facts.Nr.Value, facts.PeerWindow, facts.CongestionWindow,
            facts.Unacknowledged, facts.Queued, facts.Retransmissions, facts.SmoothedRoundTrip?.TotalMilliseconds,
            facts.RetransmissionTimeout.TotalMilliseconds, age.TotalSeconds)
        {
            PeerFailover = peer?.Failover?.ToString(), PeerTakesModemStatus = peer?.TakesModemStatus ?? false,
        };
    }
}
