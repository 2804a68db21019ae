using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Tun;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// A TUN loop: reads packets of its devices, finds the subscriber, cuts what the kernel has left uncut, writes PPP and L2TP headers in front of the
/// packets where they lie, and sends them in batches.
/// </summary>
/// <param name="index">Among the loops of its kind.</param>
internal sealed unsafe class TunReader(string name, int index, Counters counters, Action<Exception> onFault, TimeSpan busy) : IDisposable
{
    private const int MaxPacket = 9216;
    private const int BufferSize = SessionPath.Headroom + MaxPacket;

    /// <summary>
    /// What nearly all packets fit into. They lie close together: the memory of a batch is for the processor to have at hand, and it can name few pages at a
    /// time.
    /// </summary>
    private const int UsualPacket = 2048;

    private static readonly int ReadStride = PinnedMemory.Stride(SessionPath.Headroom + UsualPacket);

    /// <summary>Reads between two batches: the more there are for one peer, the longer are the trains that they leave in.</summary>
    private const int Reads = 128;

    /// <summary>Octets of room for packets that are cut off a read one, close together as well.</summary>
    private const int CutSize = 256 * 1024;

    /// <summary>How many "too big" errors a second the node sends in all (RFC 4443 section 2.4(f) wants a limit).</summary>
    private const int ErrorsPerSecond = 1000;

    private readonly PinnedMemory _reads = new(Reads * ReadStride);
    private readonly PinnedMemory _long = new(SessionPath.Headroom + ushort.MaxValue);
    private readonly (VirtioNetHeader Header, int Length)[] _read = new (VirtioNetHeader, int)[Reads];
    private readonly PinnedMemory _cut = new(CutSize);
    private readonly byte[] _scratch = new byte[BufferSize];
    private readonly SendBatches _batches = new(index);
    private long _errorsSince;
    private int _errors, _cutUsed, _readCount, _forwarded;

    public PollLoop Loop { get; } = new($"{name} {index}", onFault, busy);

    /// <summary>One batch of packets from a device.</summary>
    /// <exception cref="LinuxException">The device is gone.</exception>
    public void Pump(TunPort port, TunDevice queue)
    {
        try
        {
            var end = Read(port, queue);
            ForwardRead(port);
            if (end < 0)
                throw new LinuxException($"read TUN device {port.Name}", -end);
        }
        finally
        {
            _readCount = _forwarded = 0;
            Flush();
        }
    }

    /// <summary>A closed port's batch goes with it.</summary>
    public void Forget(UdpPort port) => Loop.Run(() => _batches.Forget(port));

    public void Dispose() => Loop.Dispose();

    private void Flush()
    {
        _batches.Flush();
        _reads.KeepAlive();
        _cut.KeepAlive();
        _cutUsed = 0;
    }

    /// <summary>Gives 0 at the end of the batch, or a negated errno.</summary>
    private int Read(TunPort port, TunDevice queue)
    {
        while (_readCount < Reads)
        {
            var length = queue.Read(out var header, Packet(_readCount), _long.Octets[(SessionPath.Headroom + UsualPacket)..]);
            if (length <= 0)
                return length;
            _read[_readCount++] = (header, length);
            if (length > UsualPacket)
                ForwardRead(port);
        }

        return 0;
    }

    private Span<byte> Packet(int read) => _reads.Octets.Slice(read * ReadStride + SessionPath.Headroom, UsualPacket);

    /// <summary>Forwards what was read since the last time, all in one go: the processor finds the subscribers of several packets at once.</summary>
    private void ForwardRead(TunPort port)
    {
        for (; _forwarded < _readCount; _forwarded++)
        {
            var (header, length) = _read[_forwarded];
            var reason = length > UsualPacket ? ForwardLong(port, header, length) : Forward(port, header, _reads.Start + _forwarded * ReadStride, length);
            counters.Drops.Count(reason);
        }
    }

    /// <summary>A packet that lies in two places, before the next read. What is sent of it is cut off or copied, or leaves at once.</summary>
    private DropReason ForwardLong(TunPort port, in VirtioNetHeader header, int length)
    {
        Packet(_forwarded).CopyTo(_long.Octets[SessionPath.Headroom..]);
        if (header.Kind == SegmentationKind.None && length <= MaxPacket)
        {
            var place = TakePlace(length);
            _long.Octets[..(SessionPath.Headroom + length)].CopyTo(new Span<byte>(place, BufferSize));
            return Forward(port, header, place, length);
        }

        var reason = Forward(port, header, _long.Start, length);
        if (header.Kind == SegmentationKind.None)
            Flush();
        return reason;
    }

    /// <summary>Memory for a packet behind its headroom, which lasts until the batches are flushed.</summary>
    /// <param name="length">At most <see cref="MaxPacket"/>.</param>
    private byte* TakePlace(int length)
    {
        if (_cutUsed + BufferSize > CutSize)
            Flush();
        var place = _cut.Start + _cutUsed;
        _cutUsed += SessionPath.Headroom + length;
        return place;
    }

    private DropReason Forward(TunPort port, in VirtioNetHeader header, byte* buffer, int length)
    {
        var octets = new Span<byte>(buffer + SessionPath.Headroom, length);
        if (!IpPacket.TryParse(octets, out var packet))
            return DropReason.MalformedPacket;
        if (port.Find(packet.Destination) is not { } subscriber)
            return DropReason.UnknownDestination;
        if (!subscriber.Carries(packet))
            return DropReason.NetworkNotOpen;
        octets = octets[..packet.Length];
        if (header.Kind != SegmentationKind.None)
            return Cut(port, subscriber, header, octets, packet);
        if (header.NeedsChecksum && !TransportChecksum.Finish(octets, header.ChecksumStart, header.ChecksumOffset))
            return DropReason.MalformedPacket;
        subscriber.ClampMss(octets);
        return Send(port, subscriber, buffer, packet);
    }

    private DropReason Cut(TunPort port, TunAttachment subscriber, in VirtioNetHeader header, ReadOnlySpan<byte> whole, in IpPacket packet)
    {
        if (!Segments.TryCut(whole, packet, header, out var segments))
            return DropReason.MalformedPacket;
        if (segments.LongestPacket > MaxPacket)
            return DropReason.TooBig;
        while (!segments.IsAtEnd)
        {
            var place = TakePlace(segments.LongestPacket);
            var length = segments.Next(new Span<byte>(place + SessionPath.Headroom, MaxPacket));
            counters.Drops.Count(Send(port, subscriber, place, packet with { Length = length }));
        }

        return DropReason.None;
    }

    private DropReason Send(TunPort port, TunAttachment subscriber, byte* buffer, in IpPacket packet) =>
        !subscriber.Session.MaySend(packet.IsIpv4 ? PppProtocol.Ipv4 : PppProtocol.Ipv6, packet.Length) ? DropReason.OverRate
        : packet.Length <= subscriber.PeerMru
            ? Enqueue(subscriber, buffer, packet)
            : Shorten(port, subscriber, new ReadOnlySpan<byte>(buffer + SessionPath.Headroom, packet.Length));

    private DropReason Enqueue(TunAttachment subscriber, byte* buffer, in IpPacket packet)
    {
        var to = subscriber.Session.Tunnel.Peer;
        var whole = new Span<byte>(buffer, SessionPath.Headroom + packet.Length);
        var start = WriteHeads(subscriber, whole, packet.IsIpv4 ? PppProtocol.Ipv4 : PppProtocol.Ipv6, to);
        _batches.For(subscriber.Session.Tunnel.Port).Add(subscriber.Session.RouteTo(to), buffer + start, whole.Length - start);
        return DropReason.None;
    }

    private static int WriteHeads(TunAttachment subscriber, Span<byte> buffer, ushort protocol, PeerAddress to)
    {
        var frame = PppHead.WriteBefore(
            buffer, SessionPath.Headroom, protocol, subscriber.CompressAddressControl, subscriber.CompressProtocol);
        return subscriber.Session.WriteHeader(buffer, frame, protocol, buffer.Length - SessionPath.Headroom, to);
    }

    /// <summary>
    /// A router's duty for what exceeds the link (RFC 1812 section 5.3.2): IPv4 without DF is fragmented, all else is dropped and
    /// its sender told which size fits.
    /// </summary>
    private DropReason Shorten(TunPort port, TunAttachment subscriber, ReadOnlySpan<byte> packet)
    {
        var session = subscriber.Session;
        if (Ipv4Fragments.TryCut(packet, subscriber.PeerMru, out var fragments))
        {
            _batches.Flush(); // what came before leaves before
            var to = session.Tunnel.Peer;
            while (fragments.Next(_scratch.AsSpan(SessionPath.Headroom)) is var length and > 0)
            {
                var fragment = _scratch.AsSpan(0, SessionPath.Headroom + length);
                var start = WriteHeads(subscriber, fragment, PppProtocol.Ipv4, to);
                session.Tunnel.Port.Send(session.RouteTo(to), fragment[start..]);
            }

            return DropReason.None;
        }

        if (MaySendError())
        {
            var error = PacketTooBig.Write(_scratch, packet, subscriber.PeerMru);
            if (error > 0)
                port.Device.Write(_scratch.AsSpan(0, error));
        }

        return DropReason.TooBig;
    }

    private bool MaySendError()
    {
        var now = Environment.TickCount64;
        if (now - _errorsSince >= 1000)
            (_errorsSince, _errors) = (now, 0);
        return _errors++ < ErrorsPerSecond;
    }
}
