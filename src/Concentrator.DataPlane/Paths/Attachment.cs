using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Paths;

/// <summary>What becomes of a session's PPP frames. Replaced as a whole; the receive loop sees the old one or the new one.</summary>
internal abstract class Attachment
{
    /// <summary>Whether data messages that come late by their Ns are dropped rather than delivered.</summary>
    public virtual bool NeedsOrder => false;

    /// <summary>A frame from the peer, on the receive loop.</summary>
    public abstract DropReason Deliver(in ReceivedFrame frame);

    /// <summary>No frame is delivered to this one any more, but for one that is just under way.</summary>
    public virtual void Leave()
    {
    }
}

/// <summary>No network yet: what negotiates goes to the sink, payload is dropped.</summary>
internal sealed class Detached(SessionPath session) : Attachment
{
    public override DropReason Deliver(in ReceivedFrame frame) =>
        frame.Protocol is PppProtocol.Ipv4 or PppProtocol.Ipv6 ? DropReason.NotAttached : session.Offer(frame.Protocol, frame.Packet);
}
