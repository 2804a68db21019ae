namespace Concentrator.Control.Reliability;

/// <summary>What became of a datagram.</summary>
public enum Arrival
{
    /// <summary>It was a ZLB: only its Nr counted.</summary>
    Acknowledgement,

    /// <summary>The next in order: it, and what was queued behind it, can be taken.</summary>
    Deliverable,

    /// <summary>Early: kept until what is missing has come.</summary>
    Queued,

    /// <summary>Came before, and is acknowledged again.</summary>
    Duplicate,

    /// <summary>Beyond our receive window: dropped as if it never came.</summary>
    OutOfWindow,
}
