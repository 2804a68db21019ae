using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Reliability;

/// <summary>Puts arriving messages in order, within our receive window (RFC 2661 section 5.8).</summary>
internal sealed class ReceiveQueue<T>(int window, SequenceNumber first) where T : class
{
    // A power of two, so that places stay distinct where sequence numbers wrap.
    private readonly T?[] _places = new T?[BitOperations.RoundUpToPowerOf2((uint)window)];

    /// <summary>Nr: the next message that is expected, the one behind the last that was taken.</summary>
    public SequenceNumber Expected { get; private set; } = first;

    public Arrival Place(SequenceNumber ns, T datagram)
    {
        // "the last received number and the preceding 32767 values, inclusive"
        if (ns <= Expected + -1)
            return Arrival.Duplicate;
        var ahead = Expected.DistanceTo(ns);
        if (ahead < 0 || ahead >= window)
            return Arrival.OutOfWindow;

        ref var place = ref PlaceOf(ns);
        if (place is not null)
            return Arrival.Duplicate;
        place = datagram;
        return ahead == 0 ? Arrival.Deliverable : Arrival.Queued;
    }

    public bool TryTake([NotNullWhen(true)] out T? datagram)
    {
        ref var place = ref PlaceOf(Expected);
        datagram = place;
        if (datagram is null)
            return false;
        place = null;
        Expected = Expected.Next;
        return true;
    }

    private ref T? PlaceOf(SequenceNumber ns) => ref _places[ns.Value & (_places.Length - 1)];
}
