using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// Where a datagram goes and which local address it leaves from, in the kernel's own layout, made once per peer:
/// a sockaddr and an IP_PKTINFO or IPV6_PKTINFO control message.
/// </summary>
public sealed unsafe class UdpRoute
{
    internal const int MaxControlSize = AncillaryData.MaxLocalSize;

    private readonly byte[] _name = new byte[InetEndpoint.MaxNameSize];
    private readonly byte[] _control = new byte[MaxControlSize];
    private readonly int _nameLength, _controlLength;
    private volatile int _longestSegment = int.MaxValue;

    /// <param name="local">Only its address counts; unspecified: the kernel chooses.</param>
    public UdpRoute(InetEndpoint local, InetEndpoint peer)
    {
        _nameLength = peer.WriteName(_name);
        _controlLength = local.IsUnspecified ? 0 : AncillaryData.WriteLocal(_control, local);
    }

    /// <summary>The longest datagram that may travel in a train; longer ones would need fragmentation, which trains do not get.</summary>
    internal int LongestSegment
    {
        get => _longestSegment;
        set => _longestSegment = value;
    }

    /// <summary>Copies both into a message's own memory.</summary>
    internal void CopyTo(ref MessageHeader header)
    {
        _name.AsSpan(0, _nameLength).CopyTo(new Span<byte>(header.Name, InetEndpoint.MaxNameSize));
        _control.AsSpan(0, _controlLength).CopyTo(new Span<byte>(header.Control, MaxControlSize));
        header.NameLength = (uint)_nameLength;
        header.ControlLength = (nuint)_controlLength;
    }
}
