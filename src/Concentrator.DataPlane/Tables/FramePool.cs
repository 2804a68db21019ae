using Concentrator.DataPlane.Ports;
using Concentrator.Linux;

namespace Concentrator.DataPlane.Tables;

/// <summary>Memory for frames that the receive loops hold for a while: made when it is needed first, and then used again and again.</summary>
/// <param name="most">Frames at a time, of all sessions.</param>
internal sealed unsafe class FramePool(int most)
{
    private const int FramesPerBlock = 16;

    private readonly List<PinnedMemory> _blocks = [];
    private readonly Stack<nint> _free = new();
    private readonly ThreadLocal<List<nint>> _returned = new(() => []);
    private readonly Lock _using = new();

    /// <summary>Room for any frame; null when all are in use.</summary>
    public byte* Rent()
    {
        lock (_using)
            return RentNow();
    }

    /// <summary>It may still lie in a batch of this thread: it is not used again before <see cref="Recycle"/>.</summary>
    public void Return(byte* frame) => _returned.Value!.Add((nint)frame);

    /// <summary>All batches of this thread have been flushed.</summary>
    public void Recycle()
    {
        var returned = _returned.Value!;
        if (returned.Count == 0)
            return;
        lock (_using)
        {
            foreach (var frame in returned)
                _free.Push(frame);
        }

        returned.Clear();
    }

    private byte* RentNow()
    {
        if (_free.Count == 0 && _blocks.Count * FramesPerBlock < most)
        {
            var block = new PinnedMemory(FramesPerBlock * UdpReceiver.MaxDatagram);
            _blocks.Add(block);
            for (var i = 0; i < FramesPerBlock; i++)
                _free.Push((nint)(block.Start + i * UdpReceiver.MaxDatagram));
        }

        return _free.TryPop(out var frame) ? (byte*)frame : null;
    }
}
