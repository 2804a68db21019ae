using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Tun;
using Concentrator.Linux.Udp;
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

    private static readonly int ReadStride = PinnedMemory.Stride(SessionPath.Headroom + ushort.MaxValue);

    /// <summary>Reads between two batches.</summary>
    private const int Reads = 64;

    /// <summary>Places for packets that are cut off a read one.</summary>
    private const int Places = SendBatch.Capacity;

    /// <summary>How many "too big" errors a second the node sends in all (RFC 4443 section 2.4(f) wants a limit).</summary>
    private const int ErrorsPerSecond = 1000;

    private readonly PinnedMemory _reads = new(Reads * ReadStride);
    private readonly PinnedMemory _cut = new(Places * BufferSize);
    private readonly byte[] _scratch = new byte[BufferSize];
    private readonly SendBatches _batches = new(index);
    private long _errorsSince;
    private int _errors, _cutCount;

    public PollLoop Loop { get; } = new($"{name} {index}", onFault, busy);

    /// <summary>One batch of packets from a device.</summary>
    /// <exception cref="LinuxException">The device is gone.</exception>
    public void Pump(TunPort port, TunDevice queue)
    {
        for (var i = 0; i < Reads; i++)
        {
            var buffer = _reads.Start + i * ReadStride;
            var length = queue.Read(out var header, buffer + SessionPath.Headroom, ushort.MaxValue);
            if (length == 0)
                break;
            if (length < 0)
            {
                Flush();
                throw new LinuxException($"read TUN device {port.Name}", -length);
            }

            counters.Drops.Count(Forward(port, header, buffer, length));
        }

        Flush();
    }

    /// <summary>A closed port's batch goes with it.</summary>
    public void Forget(UdpPort port) => Loop.Run(() => _batches.Forget(port));

    public void Dispose() => Loop.Dispose();

    private void Flush()
    {
        _batches.Flush();
        _reads.KeepAlive();
        _cut.KeepAlive();
        _cutCount = 0;
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
        while (true)
        {
            if (_cutCount == Places)
                Flush();
            var place = _cut.Start + _cutCount * BufferSize;
            var length = segments.Next(new Span<byte>(place + SessionPath.Headroom, MaxPacket));
            if (length == 0)
                return DropReason.None;
            _cutCount++;
            counters.Drops.Count(Send(port, subscriber, place, packet with { Length = length }));
        }
    }

    private DropReason Send(TunPort port, TunAttachment subscriber, byte* buffer, in IpPacket packet) =>
        !subscriber.Session.MaySend(packet.IsIpv4 ? PppProtocol.Ipv4 : PppProtocol.Ipv6, packet.Length) ? DropReason.OverRate
        : packet.Length <= subscriber.Options.PeerMru
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
            buffer, SessionPath.Headroom, protocol, subscriber.Options.CompressAddressControl, subscriber.Options.CompressProtocol);
        return subscriber.Session.WriteHeader(buffer, frame, protocol, buffer.Length - SessionPath.Headroom, to);
    }

    /// <summary>
    /// A router's duty for what exceeds the link (RFC 1812 section 5.3.2): IPv4 without DF is fragmented, all else is dropped and
    /// its sender told which size fits.
    /// </summary>
    private DropReason Shorten(TunPort port, TunAttachment subscriber, ReadOnlySpan<byte> packet)
    {
        var session = subscriber.Session;
        if (Ipv4Fragments.TryCut(packet, subscriber.Options.PeerMru, out var fragments))
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
            var error = PacketTooBig.Write(_scratch, packet, subscriber.Options.PeerMru);
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
