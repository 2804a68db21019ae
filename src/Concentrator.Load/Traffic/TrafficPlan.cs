using System.Net;

namespace Concentrator.Load.Traffic;

/// <summary>What is sent through the sessions once all are up.</summary>
public sealed record TrafficPlan
{
    /// <summary>From the subscribers; null: nothing.</summary>
    public PacketMix? Up { get; init; }

    /// <summary>Packets per second over all sessions; 0: as fast as possible.</summary>
    public double UpRate { get; init; }

    /// <summary>To the subscribers; null: nothing.</summary>
    public PacketMix? Down { get; init; }

    /// <inheritdoc cref="UpRate"/>
    public double DownRate { get; init; }

    /// <summary>Downstream packets that may be under way at once; 0: any number. With a window and without a rate the far end sends as fast as packets arrive.</summary>
    public int DownWindow { get; init; }

    /// <summary>How far behind its rate a sender may be: what it catches up comes in a burst, what it cannot catch up is skipped.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>UDP flows of each session, told by the subscriber's port.</summary>
    public int Flows { get; init; } = 1;

    /// <summary>Upstream packets of one flow that follow one another. More than one have UDP checksums, so that an LNS may merge them.</summary>
    public int InARow { get; init; } = 1;

    /// <summary>The far end behind the LNS: upstream traffic goes there, downstream traffic comes from there.</summary>
    public IPEndPoint? FarEnd { get; init; }

    /// <summary>Datagrams of one size and destination that are given to the kernel as one train (UDP_SEGMENT); 1: each by itself.</summary>
    public int Train { get; init; } = 1;

    /// <summary>
    /// The far end looks at the packets of one session of so many only, a power of two up to 256; the kernel drops and counts the others where they arrive. What it costs
    /// to receive a packet, and to wake who waits for it, is otherwise paid for by the processor that brings it, which may be the LNS's.
    /// </summary>
    public int SampleOneOf { get; init; } = 1;

    public bool IsEmpty => Up is null && Down is null;
}
