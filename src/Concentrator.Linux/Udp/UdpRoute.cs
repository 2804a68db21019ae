using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// Where a datagram goes, which local address it leaves from and how it is marked, in the kernel's own layout, made once per peer:
/// a sockaddr and the control messages IP_PKTINFO or IPV6_PKTINFO, and IP_TOS or IPV6_TCLASS.
/// </summary>
public sealed unsafe class UdpRoute
{
    internal const int MaxControlSize = AncillaryData.MaxLocalSize + AncillaryData.MarkSize;

    private readonly byte[] _name = new byte[InetEndpoint.MaxNameSize];
    private readonly byte[] _control = new byte[MaxControlSize];
    private readonly int _nameLength, _localLength, _controlLength;
    private volatile int _longestSegment = int.MaxValue;

    private UdpRoute()
    {
    }

    /// <param name="local">Only its address counts; unspecified: the kernel chooses.</param>
    /// <param name="dscp">Differentiated services code point, 0 to 63; null: as the socket has it.</param>
    public UdpRoute(InetEndpoint local, InetEndpoint peer, int? dscp = null)
    {
        _nameLength = peer.WriteName(_name);
        _controlLength = _localLength = local.IsUnspecified ? 0 : AncillaryData.WriteLocal(_control, local);
        if (dscp is { } mark)
            _controlLength += AncillaryData.WriteMark(_control.AsSpan(_controlLength), mark, peer.IsIpv4);
    }

    /// <summary>The way of a connected socket, which the kernel has looked up when it was connected, and not for each datagram.</summary>
    public static UdpRoute OfConnected() => new();

    /// <summary>The longest datagram that may travel in a train; longer ones would need fragmentation, which trains do not get.</summary>
    internal int LongestSegment
    {
        get => _longestSegment;
        set => _longestSegment = value;
    }

    /// <summary>Copies both into a message's own memory.</summary>
    /// <param name="withLocal">False where the socket has one local address only: what need not be said costs nothing.</param>
    internal void CopyTo(ref MessageHeader header, bool withLocal)
    {
        var skipped = withLocal ? 0 : _localLength;
        _name.AsSpan(0, _nameLength).CopyTo(new Span<byte>(header.Name, InetEndpoint.MaxNameSize));
        _control.AsSpan(skipped, _controlLength - skipped).CopyTo(new Span<byte>(header.Control, MaxControlSize));
        header.NameLength = (uint)_nameLength;
        header.ControlLength = (nuint)(_controlLength - skipped);
    }
}
