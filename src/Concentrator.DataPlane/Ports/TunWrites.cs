using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Tun;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// What a loop writes to TUN devices during one of its batches: packets of a flow wait for each other and go as one (<see cref="Superpacket"/>), since
/// a write costs the way through the kernel's stack, whatever it carries; and writes wait for each other, to go by one system call. Packets of one flow keep their
/// order. One loop's, which makes it.
/// </summary>
/// <param name="received">What that loop has counted as delivered.</param>
/// <param name="loop">That loop's number.</param>
/// <param name="onFault">Told once when the kernel does not take writes together any more.</param>
internal sealed unsafe class TunWrites(DropCounters drops, ReceiveCounters received, int loop, Action<Exception> onFault) : IDisposable
{
    /// <summary>Flows under way at once; one more sends the oldest off.</summary>
    private const int Flows = 16;

    [ThreadStatic]
    private static TunWrites? _ofThisThread;

    private readonly TunWriteBatch<SessionPath> _batch = new(
        (session, refused) =>
        {
            drops.Count(DropReason.TunWriteFailed, refused);
            received.CountRefused(refused);
            session.CountRefused(refused);
        },
        onFault);
    private readonly Waiting[] _waiting = [.. Enumerable.Range(0, Flows).Select(_ => new Waiting())];
    private int _oldest, _count;

    /// <summary>Null outside of a batch.</summary>
    public static TunWrites? Current => _ofThisThread;

    /// <inheritdoc cref="TunWriteBatch{TSource}.IsTogetherFor"/>
    public bool AreTogetherFor(TunDevice device) => _batch.IsTogetherFor(device);

    /// <summary>Until what is returned is disposed, packets that this thread writes may wait where they are.</summary>
    public Batch Begin()
    {
        _ofThisThread = this;
        return new Batch(this);
    }

    /// <summary>Takes a packet of a session; one that is refused is counted when it is. What goes as one is for the session of the first.</summary>
    /// <param name="buffer">Memory that does not move.</param>
    /// <inheritdoc cref="TunPort.Write" path="/param"/>
    public void Add(TunPort port, SessionPath session, Span<byte> buffer, int room, in IpPacket packet)
    {
        var octets = buffer[room..];
        if (port.Device.Offloads == TunOffloads.None)
            Write(port, session, octets, room);
        else if (!FlowPacket.TryParse(octets, packet, out var flow))
        {
            WriteWaiting();
            Write(port, session, octets, room);
        }
        else
            Add(port, session, octets, room, flow);
    }

    public void Dispose() => _batch.Dispose();

    private void Add(TunPort port, SessionPath session, Span<byte> octets, int room, in FlowPacket flow)
    {
        var waiting = Find(port, flow.Flow);
        if ((port.Device.Offloads & (flow.IsTcp ? TunOffloads.Tcp : TunOffloads.Udp)) == 0 || !Superpacket.MayHold(octets, flow))
        {
            if (waiting is not null)
                Write(waiting);
            Write(port, session, octets, room);
            return;
        }

        if (waiting is not null && waiting.Packet.TryAppend(octets, flow))
            return;
        if (waiting is null)
            waiting = Take(port);
        else
        {
            Write(waiting);
            Send();   // so that the same memory, which the processor has at hand, may be used again
        }

        waiting.Session = session;
        waiting.Packet.Begin(octets, flow);
        _count++;
    }

    private void Flush()
    {
        WriteWaiting();
        Send();
    }

    private void WriteWaiting()
    {
        // From the oldest on: flows have no order among each other, but a loop's batches should leave as they came.
        for (var i = 0; _count > 0 && i < Flows; i++)
        {
            var waiting = _waiting[(_oldest + i) % Flows];
            if (waiting.IsGathering)
                Write(waiting);
        }
    }

    private void Send()
    {
        _batch.Flush();
        foreach (var waiting in _waiting)
            waiting.Clear();
    }

    private Waiting? Find(TunPort port, in Flow flow)
    {
        if (_count == 0)
            return null;
        foreach (var waiting in _waiting)
        {
            if (waiting.IsGathering && waiting.Port == port && waiting.Packet.Flow == flow)
                return waiting;
        }

        return null;
    }

    /// <summary>The places are taken in turn, so the next one is free, or the oldest; what was written of it must have left.</summary>
    private Waiting Take(TunPort port)
    {
        var waiting = _waiting[_oldest];
        _oldest = (_oldest + 1) % Flows;
        if (waiting.IsGathering)
            Write(waiting);
        if (waiting.IsWritten)
            Send();
        waiting.Port = port;
        return waiting;
    }

    private void Write(Waiting waiting)
    {
        var packet = waiting.Packet;
        _batch.Add(waiting.Port!.QueueOf(loop), waiting.Session!, packet.Finish(), packet.Start, packet.Octets.Length, packet.Count);
        waiting.IsWritten = true;
        _count--;
    }

    private void Write(TunPort port, SessionPath session, Span<byte> octets, int room) =>
        _batch.Add(port.QueueOf(loop), session, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(octets)), octets.Length, room);

    public readonly ref struct Batch(TunWrites writes)
    {
        public void Dispose()
        {
            writes.Flush();
            _ofThisThread = null;
        }
    }

    private sealed class Waiting
    {
        public Superpacket Packet { get; } = new();

        public TunPort? Port { get; set; }

        public SessionPath? Session { get; set; }

        public bool IsGathering => Packet.Count > 0 && !IsWritten;

        /// <summary>It lies in the batch.</summary>
        public bool IsWritten { get; set; }

        public void Clear()
        {
            if (!IsWritten)
                return;
            Packet.KeepAlive();
            Packet.Clear();
            IsWritten = false;
        }
    }
}
