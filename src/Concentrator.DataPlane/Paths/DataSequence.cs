using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// The peer's Ns on a session's data messages (RFC 2661 section 5.4): counts what was lost or came late. Used by the receive loop only.
/// </summary>
internal struct DataSequence
{
    /// <summary>After so many late ones in a row the peer has begun to count anew, and we follow.</summary>
    private const int ResynchroniseAfter = 64;

    private SequenceNumber _expected;
    private bool _begun;
    private int _lateInARow;

    public long Lost { get; private set; }

    public long Late { get; private set; }

    /// <summary>Takes the next Ns; false when it lies behind one already seen.</summary>
    public bool Accept(SequenceNumber ns)
    {
        var gap = _begun ? _expected.DistanceTo(ns) : 0;
        if (gap < 0 && ++_lateInARow < ResynchroniseAfter)
        {
            Late++;
            return false;
        }

        Lost += Math.Max(0, gap);
        _lateInARow = 0;
        _begun = true;
        _expected = ns.Next;
        return true;
    }
}
