using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>Where a data message stands among the others, by its Ns.</summary>
internal enum SequenceOrder
{
    /// <summary>It is the one that was expected, or the first of all.</summary>
    Next,

    /// <summary>Others are missing before it.</summary>
    Early,

    /// <summary>It lies behind one already taken, and had been given up.</summary>
    Late,

    /// <summary>It was taken before.</summary>
    Duplicate,

    /// <summary>The peer has begun to count anew: it is the first of all again.</summary>
    Restart,
}

/// <summary>
/// The peer's Ns on a session's data messages (RFC 2661 section 5.4): tells what comes early, late and twice, and counts it. Used by the receive loop
/// only.
/// </summary>
internal struct DataSequence
{
    /// <summary>After so many in a row from behind the peer has begun to count anew, and we follow.</summary>
    private const int ResynchroniseAfter = 64;

    private SequenceNumber _expected;
    private bool _begun;
    private int _behindInARow;

    /// <summary>Bit n: the message n+1 before the expected one has come.</summary>
    private ulong _taken;

    /// <summary>The number that follows the last one taken.</summary>
    public readonly SequenceNumber Expected => _expected;

    /// <summary>Given up; some of them may have come late.</summary>
    public long Lost { get; private set; }

    public long Late { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Judges the next Ns, and counts what lies behind; the others are still to be taken.</summary>
    public SequenceOrder Look(SequenceNumber ns)
    {
        var distance = _begun ? _expected.DistanceTo(ns) : 0;
        if (distance >= 0)
            return distance == 0 ? SequenceOrder.Next : SequenceOrder.Early;
        if (++_behindInARow >= ResynchroniseAfter)
            return SequenceOrder.Restart;

        var bit = -distance <= 64 ? 1UL << -distance - 1 : 0;
        if ((_taken & bit) != 0)
        {
            Duplicates++;
            return SequenceOrder.Duplicate;
        }

        _taken |= bit;
        Late++;
        return SequenceOrder.Late;
    }

    /// <summary>Forgets where the count was.</summary>
    public void Restart() => _begun = false;

    /// <summary>Takes one that is not behind; those before it that have not come are given up.</summary>
    public void Take(SequenceNumber ns)
    {
        var missing = _begun ? _expected.DistanceTo(ns) : 0;
        _taken = !_begun || missing >= 63 ? 1 : _taken << missing + 1 | 1;
        Lost += missing;
        (_begun, _behindInARow, _expected) = (true, 0, ns.Next);
    }
}
