using Akka.Actor;
using Concentrator.Actors.Admission;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>All that a new tunnel is told about itself.</summary>
/// <param name="Secret">What the two ends share; null: nothing.</param>
/// <param name="Ticket">Its place under the node's limits, given back by the slot when the tunnel is gone.</param>
internal abstract record TunnelStart(IUdpPort Port, UdpPath Path, Secret? Secret, TunnelTicket Ticket) : INoSerializationVerificationNeeded
{
    public abstract string ProfileName { get; }

    public abstract TunnelProfile Profile { get; }

    /// <summary>The RFC's role of this node in the tunnel.</summary>
    public abstract string Role { get; }

    /// <summary>Opened by a peer: we are its LNS.</summary>
    public sealed record Accepted(IUdpPort Port, UdpPath Path, Secret? Secret, TunnelTicket Ticket, LnsProfile Lns, ControlDatagram Sccrq, TunnelId PeerTunnel)
        : TunnelStart(Port, Path, Secret, Ticket)
    {
        public TunnelName Name => new(Path, PeerTunnel);

        public override string ProfileName => Lns.Name;

        public override TunnelProfile Profile => Lns.Tunnel;

        public override string Role => "lns";
    }

    /// <summary>Opened by a dialer or a target of ours, who knows which of the two we are.</summary>
    /// <param name="Name">Of the dialer or target.</param>
    /// <param name="OwnRole">"lac" or "lns".</param>
    /// <param name="Opener">Told of its life (<see cref="TunnelEvents"/>).</param>
    /// <param name="Attempt">Comes back in what it is told.</param>
    public sealed record Dialed(
        IUdpPort Port, UdpPath Path, Secret? Secret, TunnelTicket Ticket, string Name, TunnelProfile Behaviour, string OwnRole, IActorRef Opener, int Attempt)
        : TunnelStart(Port, Path, Secret, Ticket)
    {
        public override string ProfileName => Name;

        public override TunnelProfile Profile => Behaviour;

        public override string Role => OwnRole;
    }
}
