using Concentrator.Control.Reliability;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// Where a tunnel's peer is, and when it may be somewhere else. The first answer to our SCCRQ may come from a port of the peer's choice (RFC 2661
/// section 8.1); then the peer is pinned. Later only a profile that follows NAT rebinding lets it move, and only by a message that proves it: an
/// outsider would have to guess Ns, Nr and our tunnel id.
/// </summary>
internal sealed class PeerPin(TunnelStart start, ITunnelPath path, TunnelInbox inbox)
{
    /// <summary>Both ends as they are now.</summary>
    public UdpPath Path { get; private set; } = start.Path;

    /// <summary>Whether the datagram is the peer's, which has then moved there if it was elsewhere.</summary>
    public bool Accepts(in UdpPath from, ControlDatagram datagram, in ChannelFacts channel)
    {
        if (from == Path)
            return true;
        var awaitsFirstAnswer = start is TunnelStart.Dialed && inbox.PeerTunnel == TunnelId.Unassigned;
        var isPeer = from.Peer == Path.Peer
            || (awaitsFirstAnswer
                ? from.Peer.Address == Path.Peer.Address
                : start.Profile.FollowNatRebinding && !datagram.IsZlb && channel.ProvesPeer(datagram.Ns, datagram.Nr));
        if (!isPeer)
            return false;
        Path = from;
        path.MovePeer(from);
        Pin(awaitsFirstAnswer);
        return true;
    }

    /// <summary>The peer's tunnel id is known: from now on it answers from where it is.</summary>
    public void Pin() => Pin(awaitsFirstAnswer: false);

    private void Pin(bool awaitsFirstAnswer) =>
        inbox.Expect(Path, start.Profile.FollowNatRebinding ? PeerChange.Anywhere : awaitsFirstAnswer ? PeerChange.Port : PeerChange.None);
}
