using Concentrator.DataPlane.Tables;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// Puts a session's data messages back into the order of their Ns (RFC 2661 section 5.4): those that come early are copied and held until what is
/// missing before them has come, has been waited for long enough, or until there is no more room. Used by the receive loop only.
/// </summary>
/// <param name="window">How far ahead of the expected one a message may be held: a power of two.</param>
/// <param name="limit">How long one is held at most, milliseconds.</param>
internal sealed unsafe class Reordering(int window, int limit, FramePool pool)
{
    private readonly Slot[] _slots = new Slot[window];
    private int _held;

    /// <summary>Messages that were held, and passed on in order.</summary>
    public long Restored { get; private set; }

    public bool IsEmpty => _held == 0;

    /// <summary>Keeps a copy of a message that is early. False when it is to be taken now, which gives up those before it.</summary>
    /// <param name="duplicate">It is held already, so this copy is to be dropped; counts as kept.</param>
    public bool TryHold(ref DataSequence sequence, SequenceNumber ns, ReadOnlySpan<byte> frame, long now, IFrameReceiver receiver, out bool duplicate)
    {
        duplicate = false;
        while (_held > 0 && sequence.Expected.DistanceTo(ns) >= window)
            ReleaseNext(ref sequence, receiver);
        if (sequence.Expected.DistanceTo(ns) is var ahead && (ahead == 0 || ahead >= window))
            return false;
        ref var slot = ref _slots[ns.Value & window - 1];
        duplicate = slot.Frame != null;
        if (duplicate)
            return true;
        slot.Frame = pool.Rent();
        if (slot.Frame == null)
        {
            while (_held > 0 && FirstHeld(sequence) < ns)
                ReleaseNext(ref sequence, receiver);
            return false;
        }

        frame.CopyTo(new Span<byte>(slot.Frame, frame.Length));
        (slot.Length, slot.Due) = (frame.Length, now + limit);
        _held++;
        return true;
    }

    /// <summary>Passes on those that nothing is missing before any more.</summary>
    public void ReleaseRun(ref DataSequence sequence, IFrameReceiver receiver)
    {
        while (_held > 0 && _slots[sequence.Expected.Value & window - 1].Frame != null)
            Release(ref sequence, sequence.Expected, receiver);
    }

    /// <summary>Gives up what has been waited for long enough. Gives when to look again; null when nothing is held any more.</summary>
    public long? ReleaseDue(ref DataSequence sequence, long now, IFrameReceiver receiver)
    {
        while (_held > 0)
        {
            if (EarliestDue() is var due && due > now)
                return due;
            ReleaseNext(ref sequence, receiver);
        }

        return null;
    }

    public void ReleaseAll(ref DataSequence sequence, IFrameReceiver receiver)
    {
        while (_held > 0)
            ReleaseNext(ref sequence, receiver);
    }

    /// <summary>The first that is held and all that follow it without a gap.</summary>
    private void ReleaseNext(ref DataSequence sequence, IFrameReceiver receiver)
    {
        Release(ref sequence, FirstHeld(sequence), receiver);
        ReleaseRun(ref sequence, receiver);
    }

    /// <summary>There must be one.</summary>
    private SequenceNumber FirstHeld(in DataSequence sequence)
    {
        var ns = sequence.Expected;
        while (_slots[ns.Value & window - 1].Frame == null)
            ns = ns.Next;
        return ns;
    }

    private void Release(ref DataSequence sequence, SequenceNumber ns, IFrameReceiver receiver)
    {
        ref var slot = ref _slots[ns.Value & window - 1];
        var frame = slot.Frame;
        slot.Frame = null;
        _held--;
        Restored++;
        sequence.Take(ns);
        receiver.Pass(new Span<byte>(frame, slot.Length));
        pool.Return(frame);
    }

    private long EarliestDue()
    {
        var earliest = long.MaxValue;
        foreach (ref var slot in _slots.AsSpan())
            if (slot.Frame != null)
                earliest = Math.Min(earliest, slot.Due);
        return earliest;
    }

    private struct Slot
    {
        public byte* Frame;
        public int Length;
        public long Due;
    }
}

/// <summary>Where frames go that were held.</summary>
internal interface IFrameReceiver
{
    /// <summary>Takes a frame on the receive loop; its memory may be written, and stays what it is until the loop has flushed.</summary>
    void Pass(Span<byte> frame);
}
