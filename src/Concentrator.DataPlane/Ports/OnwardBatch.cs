using Concentrator.DataPlane.Paths;
using Concentrator.Linux;
using Concentrator.Linux.Udp;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// PPP frames that came whole, out of another tunnel or from a pppd, and go on in data messages of their own: gathered while a batch of datagrams or a
/// read of a pty is handled, sent with few system calls at its end. One loop's.
/// </summary>
/// <param name="loop">Its number, by which it has a socket of each port.</param>
/// <param name="capacity">Frames that wait, at most.</param>
internal sealed unsafe class OnwardBatch(int loop, int capacity = SendBatch.Capacity)
{
    private const int BufferSize = SessionPath.Headroom + UdpReceiver.MaxDatagram;

    private readonly PinnedMemory _buffers = new(capacity * BufferSize);
    private readonly SendBatches _batches = new(loop);
    private int _used;

    /// <summary>Puts a frame on its way to the peer of this session.</summary>
    public void Add(SessionPath session, ushort protocol, ReadOnlySpan<byte> frame, int packetLength)
    {
        if (_used == capacity)
            Flush();
        var buffer = _buffers.Start + _used++ * BufferSize;
        frame.CopyTo(new Span<byte>(buffer + SessionPath.Headroom, frame.Length));
        session.Enqueue(buffer, SessionPath.Headroom, SessionPath.Headroom + frame.Length, protocol, packetLength, _batches);
    }

    public void Flush()
    {
        if (_used == 0)
            return;
        _batches.Flush();
        _buffers.KeepAlive();
        _used = 0;
    }

    /// <summary>A closed port's batch goes with it.</summary>
    public void Forget(UdpPort port) => _batches.Forget(port);
}
