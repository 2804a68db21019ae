using System.Buffers;
using System.Threading.Channels;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tracing;

/// <summary>
/// One trace: takes copies of packets from the loops' threads, keeps them as pcap records in a bounded queue, and writes them to a stream. A
/// reader that is too slow costs the trace packets, which are counted, and never the loops their time.
/// </summary>
public sealed class PcapTrace : IPacketTap
{
    /// <summary>Records that may wait for the reader: 6 MB of full packets.</summary>
    internal const int QueueLength = 4096;

    private readonly Channel<Record> _records = Channel.CreateBounded<Record>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly TimeProvider _time;
    private long _dropped;

    /// <param name="data">Whether network payload is wanted too.</param>
    public PcapTrace(bool data, TimeProvider time)
    {
        _time = time;
        Wanted = TapKinds.Control | TapKinds.PppControl | (data ? TapKinds.Payload : TapKinds.None);
        ControlOnly = new ControlTap(this);
    }

    public TapKinds Wanted { get; }

    /// <summary>The same trace for the tunnel of a traced session, of which only the control messages are of interest.</summary>
    public IPacketTap ControlOnly { get; }

    public long Written { get; private set; }

    /// <summary>Packets that were lost to the trace because its reader did not keep up.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public void OnDatagram(TapKinds kind, TapDirection direction, in UdpPath path, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > PcapFormat.MaxDatagram)
            return;
        var (from, to) = direction == TapDirection.Received ? (path.Peer, path.Local) : (path.Local, path.Peer);
        var buffer = ArrayPool<byte>.Shared.Rent(datagram.Length + PcapFormat.MaxOverhead);
        var length = PcapFormat.WriteRecord(buffer, _time.GetUtcNow(), from, to, datagram);
        if (_records.Writer.TryWrite(new Record(buffer, length)))
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        Interlocked.Increment(ref _dropped);
    }

    /// <summary>No more packets will come: <see cref="WriteToAsync"/> writes what is queued and ends. Idempotent, from any thread.</summary>
    public void Complete() => _records.Writer.TryComplete();

    /// <summary>Writes the file header at once and then each packet, flushed whenever there is nothing left to write. To be called once.</summary>
    public async Task WriteToAsync(Stream output, CancellationToken cancellation)
    {
        var header = new byte[PcapFormat.FileHeaderLength];
        PcapFormat.WriteFileHeader(header);
        await output.WriteAsync(header, cancellation);
        do
        {
            await output.FlushAsync(cancellation);
            while (_records.Reader.TryRead(out var record))
            {
                await output.WriteAsync(record.Buffer.AsMemory(0, record.Length), cancellation);
                ArrayPool<byte>.Shared.Return(record.Buffer);
                Written++;
            }
        }
        while (await _records.Reader.WaitToReadAsync(cancellation));
    }

    private readonly record struct Record(byte[] Buffer, int Length);

    private sealed class ControlTap(PcapTrace trace) : IPacketTap
    {
        public TapKinds Wanted => TapKinds.Control;

        public void OnDatagram(TapKinds kind, TapDirection direction, in UdpPath path, ReadOnlySpan<byte> datagram) =>
            trace.OnDatagram(kind, direction, path, datagram);
    }
}
