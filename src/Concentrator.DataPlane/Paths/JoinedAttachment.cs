using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// Every frame goes on to the peer of another session as it is: what PPP's two ends have agreed upon is theirs. Only the L2TP header is new, with
/// that session's ids and sequence numbers.
/// </summary>
internal sealed class JoinedAttachment(SessionPath to) : Attachment
{
    /// <summary>New numbers would hide from the receiver that a frame comes late.</summary>
    public override bool NeedsOrder => to.IsSequencing;

    public override DropReason Deliver(in ReceivedFrame frame)
    {
        if (to.IsWithdrawn)
            return DropReason.NotAttached;
        if (!to.MaySend(frame.Protocol, frame.PacketLength))
            return DropReason.OverRate;
        UdpReceiver.Current.Onward.Add(to, frame.Protocol, frame.Octets, frame.PacketLength);
        return DropReason.None;
    }
}
