using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Paths;

/// <summary>Every PPP frame passes between the tunnel's peer and a PPPoE host, LCP among them: this node is a LAC, and PPP is between those two.</summary>
internal sealed class PppoeAttachment : Attachment
{
    private readonly SessionPath _session;
    private readonly PppoePath _host;

    public PppoeAttachment(SessionPath session, PppoePath host)
    {
        (_session, _host) = (session, host);
        host.Tie(session);
    }

    /// <summary>The two may use stateful compression or encryption, which a late frame would break.</summary>
    public override bool NeedsOrder => true;

    /// <summary>PPPoE has no address and control field (RFC 2516 section 6); from a tunnel it comes with or without.</summary>
    public override DropReason Deliver(in ReceivedFrame frame) =>
        _host.Forward(frame.Octets[PppFrame.AddressControlSize(frame.Octets)..], frame.PacketLength);

    public override void Leave() => _host.Untie(_session);
}
