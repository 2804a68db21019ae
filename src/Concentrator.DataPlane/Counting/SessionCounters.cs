using Concentrator.Protocol.L2tp;

namespace Concentrator.DataPlane.Counting;

/// <summary>A session's traffic at one moment; octets are of PPP information fields, as accounting has them (RFC 2866 section 5.3).</summary>
/// <param name="Dropped">Both ways. What the TUN device refused had been received, and is counted there as well.</param>
/// <param name="LostReceived">Gaps in the peer's Ns, when it sends them: given up, though some may have come late.</param>
/// <param name="LateReceived">Data messages whose Ns was behind one already seen.</param>
/// <param name="LineErrors">Of the line to a pppd, in the words of a LAC's report (RFC 2661 section 4.4.6).</param>
public readonly record struct SessionCounters(
    long ReceivedPackets, long ReceivedBytes, long SentPackets, long SentBytes, long Dropped, long LostReceived, long LateReceived,
    CallErrors LineErrors = default)
{
    /// <summary>Those of the packets, both ways, that negotiate or keep PPP alive.</summary>
    public long ControlFrames { get; init; }

    /// <summary>Packets of network layers, both ways.</summary>
    public long PayloadPackets => ReceivedPackets + SentPackets - ControlFrames;

    /// <summary>Data messages whose Ns had been seen.</summary>
    public long DuplicateReceived { get; init; }

    /// <summary>Data messages that came early and were passed on in order.</summary>
    public long Reordered { get; init; }

    /// <summary>Both together, but for the line, which only one of them has.</summary>
    public SessionCounters Plus(in SessionCounters other) => this with
    {
        ReceivedPackets = ReceivedPackets + other.ReceivedPackets,
        ReceivedBytes = ReceivedBytes + other.ReceivedBytes,
        SentPackets = SentPackets + other.SentPackets,
        SentBytes = SentBytes + other.SentBytes,
        Dropped = Dropped + other.Dropped,
        LostReceived = LostReceived + other.LostReceived,
        LateReceived = LateReceived + other.LateReceived,
        ControlFrames = ControlFrames + other.ControlFrames,
        DuplicateReceived = DuplicateReceived + other.DuplicateReceived,
        Reordered = Reordered + other.Reordered,
    };
}
