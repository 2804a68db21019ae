using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Ethernet;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.DataPlane.Paths;

/// <summary>A PPPoE session's record: whose frames are taken, and what becomes of them.</summary>
internal sealed unsafe class PppoePath(PppoePort port, PppoeSessionId id, MacAddress host, IPppSink sink, int queueLimit) : IPppoePath
{
    private readonly LinkLayerAddress _address = port.SessionAddress(host);
    private SessionPath? _tunnelled;
    private int _offered;
    private long _receivedPackets, _receivedBytes, _sentPackets, _sentBytes, _dropped;
    private volatile bool _withdrawn;

    public PppoeSessionId Id => id;

    public SessionCounters Counters => new(
        Volatile.Read(ref _receivedPackets), Volatile.Read(ref _receivedBytes), Interlocked.Read(ref _sentPackets), Interlocked.Read(ref _sentBytes),
        Interlocked.Read(ref _dropped), LostReceived: 0, LateReceived: 0);

    public bool IsFrom(MacAddress source) => source == host;

    /// <summary>From now on frames go into this session of a tunnel.</summary>
    public void Tie(SessionPath tunnelled) => Volatile.Write(ref _tunnelled, tunnelled);

    /// <summary>Back to the sink, if they still go into that session.</summary>
    public void Untie(SessionPath tunnelled) => Interlocked.CompareExchange(ref _tunnelled, null, tunnelled);

    /// <summary>A frame of the host, on the PPPoE loop; the reason when it is dropped.</summary>
    /// <param name="buffer">Has <see cref="SessionPath.Headroom"/> in front of PPPoE's header.</param>
    /// <param name="frameStart">Where the PPP frame begins.</param>
    /// <param name="end">Where it ends.</param>
    public DropReason Receive(byte* buffer, int frameStart, int end, SendBatches batches)
    {
        var reason = Deliver(buffer, frameStart, end, batches, out var packetLength);
        if (reason != DropReason.None)
        {
            Interlocked.Increment(ref _dropped);
            return reason;
        }

        // The PPPoE loop is the only writer.
        Volatile.Write(ref _receivedPackets, _receivedPackets + 1);
        Volatile.Write(ref _receivedBytes, _receivedBytes + packetLength);
        return reason;
    }

    /// <summary>A frame of the tunnel's peer, on the receive loop: it stays where it lies until the loop has flushed.</summary>
    /// <param name="frame">Without address and control field.</param>
    public DropReason Forward(ReadOnlySpan<byte> frame, int packetLength)
    {
        if (_withdrawn)
            return DropReason.NotAttached;
        if (frame.Length > port.Mtu - PppoeHeader.Size)
            return DropReason.PppoeTooBig;
        port.Enqueue(_address, new PppoeHeader(PppoeCode.Session, id, frame.Length), frame);
        CountSent(packetLength);
        return DropReason.None;
    }

    public bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (_withdrawn || packet.Length > port.Mtu - PppoeHeader.Size - sizeof(ushort))
            return false;
        Span<byte> buffer = stackalloc byte[PppoeHeader.Size + sizeof(ushort) + packet.Length];
        packet.CopyTo(buffer[(PppoeHeader.Size + sizeof(ushort))..]);
        PppHead.WriteBefore(buffer, PppoeHeader.Size + sizeof(ushort), protocol, compressAddressControl: true);
        new PppoeHeader(PppoeCode.Session, id, buffer.Length - PppoeHeader.Size).Write(buffer);
        CountSent(packet.Length);
        return port.SendSession(_address, buffer);
    }

    public void PppFrameHandled() => Interlocked.Decrement(ref _offered);

    public void Withdraw()
    {
        _withdrawn = true;
        port.Remove(this);
    }

    private DropReason Deliver(byte* buffer, int frameStart, int end, SendBatches batches, out int packetLength)
    {
        packetLength = 0;
        var whole = new Span<byte>(buffer, end);
        var frame = whole[frameStart..];
        if (!PppFrame.TryReadProtocol(frame, out var protocol, out var packetOffset))
            return DropReason.MalformedPpp;
        packetLength = frame.Length - packetOffset;
        if (Volatile.Read(ref _tunnelled) is { } session)
        {
            if (PppFrame.AddressControlSize(frame) == 0)
                frameStart = PppHead.WriteAddressControlBefore(whole, frameStart);
            session.Enqueue(buffer, frameStart, end, protocol, packetLength, batches);
            return DropReason.None;
        }

        return PppProtocol.IsNetworkLayer(protocol) ? DropReason.NotAttached : Offer(protocol, frame[packetOffset..]);
    }

    private DropReason Offer(ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (Interlocked.Increment(ref _offered) > queueLimit)
        {
            Interlocked.Decrement(ref _offered);
            return DropReason.PppQueueFull;
        }

        sink.OnPppFrame(protocol, packet);
        return DropReason.None;
    }

    private void CountSent(int packetLength)
    {
        Interlocked.Increment(ref _sentPackets);
        Interlocked.Add(ref _sentBytes, packetLength);
    }
}
