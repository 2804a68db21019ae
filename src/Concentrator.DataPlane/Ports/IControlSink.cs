using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Ports;

/// <summary>Takes control messages off the receive loop. It must copy what it keeps, and neither block nor throw.</summary>
public interface IControlSink
{
    /// <summary>One datagram whose T bit is set; nothing else about it was checked. The answer is counted when it is a reason to drop.</summary>
    DropReason OnControl(IUdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram);
}
