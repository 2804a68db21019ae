using Akka.Actor;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Lines;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>What a tunnel knows of one of its sessions: enough to give back what it had, and to say goodbye for it when it has died.</summary>
internal sealed class TunnelCall(IActorRef actor, CallTicket ticket, LineTicket? line)
{
    public IActorRef Actor { get; } = actor;

    public CallTicket Ticket { get; } = ticket;

    public LineTicket? Line { get; } = line;

    /// <summary>The peer's id of the call, for a CDN that has to be sent without its session.</summary>
    public SessionId Peer { get; set; }

    /// <summary>Our ICRQ promised to tell how fast the call is connected.</summary>
    public bool TellsSpeeds { get; set; }

    /// <summary>What our ICCN or last CSUN told, where it was promised.</summary>
    public ConnectSpeedUpdate? Speeds { get; set; }

    /// <summary>Whether the session ended in good order, so that nothing is left to be said to the peer.</summary>
    public bool IsReleased { get; set; }
}
