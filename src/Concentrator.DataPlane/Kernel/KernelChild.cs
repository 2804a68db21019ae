using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux;
using Concentrator.Linux.Polling;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Kernel;

/// <summary>A session that a pppd has, which makes its interface itself.</summary>
/// <param name="interface">The name of that.</param>
internal sealed class KernelChild(
    KernelTunnelPath tunnel, KernelTunnel kernel, SessionPath session, SessionId peer, SessionPathOptions options, string @interface)
    : KernelHalf(tunnel, kernel, session, peer, options)
{
    /// <summary>Octets of an L2TP header without optional fields and of FF 03 and the protocol, and what Ns and Nr add.</summary>
    private const int Head = 6 + PppHead.Size, SequenceFields = 4;

    private long _controlFrames;

    public IPollable Socket => Session;

    public override string? Interface => @interface;

    /// <summary>
    /// By the session: it is there when the interface is not yet, and no longer. It counts headers, too, of which the peer's may have two octets more than
    /// is taken off here. What the interface has not seen of it negotiated.
    /// </summary>
    protected override SessionCounters Carried
    {
        get
        {
            var all = Session.Statistics;
            var head = Head + (IsSequencing ? SequenceFields : 0);
            if (PacketsOfInterface() is { } packets)
                _controlFrames = Math.Max(_controlFrames, all.Received + all.Sent - packets);
            return new SessionCounters(all.Received, all.ReceivedBytes - head * all.Received, all.Sent, all.SentBytes - head * all.Sent, 0, 0, 0)
            {
                ControlFrames = _controlFrames,
            };
        }
    }

    private long? PacketsOfInterface()
    {
        try
        {
            var link = Plane.Links.Statistics(@interface);
            return link.ReceivedPackets + link.SentPackets;
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
