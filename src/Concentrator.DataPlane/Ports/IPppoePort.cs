using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Ports;

/// <summary>An Ethernet interface on which hosts are served by PPPoE. Disposing it closes its sockets; paths that still use it drop what they send.</summary>
public interface IPppoePort : IDisposable
{
    string Interface { get; }

    /// <summary>The interface's own address.</summary>
    MacAddress Address { get; }

    /// <summary>Octets that a frame's payload may have: as the interface's MTU was when it was opened.</summary>
    int Mtu { get; }

    /// <summary>False when the interface was removed, even if there is one of its name again. Asks the kernel.</summary>
    bool IsThere { get; }

    /// <summary>Sends a packet of the Discovery stage, from any thread. False when the kernel did not take it (counted).</summary>
    bool SendDiscovery(MacAddress to, ReadOnlySpan<byte> packet);

    /// <summary>Lets a session's frames in, from this host only. Replaces a path of the same id.</summary>
    /// <param name="sink">Gets the frames that are not network payload, until the path is attached to a session of a tunnel.</param>
    /// <param name="queueLimit">Frames handed to the sink and not yet given back by <see cref="IPppoePath.PppFrameHandled"/>; further ones are dropped.</param>
    IPppoePath InstallSession(PppoeSessionId id, MacAddress host, IPppSink sink, int queueLimit);
}

/// <summary>How to open an interface for PPPoE.</summary>
/// <param name="ReceiveBuffer">Octets that the kernel is to queue while the loop is away.</param>
public sealed record PppoePortOptions(string Interface, int ReceiveBuffer = 4 << 20);

/// <summary>Takes packets of the Discovery stage off the loop. It must copy what it keeps, and neither block nor throw.</summary>
public interface IDiscoverySink
{
    /// <summary>One frame; nothing about it was checked. The answer is counted when it is a reason to drop.</summary>
    /// <param name="isUnicast">Whether it was sent to this interface alone.</param>
    DropReason OnDiscovery(IPppoePort port, MacAddress source, bool isUnicast, ReadOnlySpan<byte> packet);
}
