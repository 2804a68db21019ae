using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Counting;

/// <summary>Everything the data plane counted since it started, at one moment.</summary>
/// <param name="DeliveredData">Data messages whose frame went where it belongs: to the TUN device, the pty, or the PPP engine.</param>
/// <param name="Drops">One entry per reason; <see cref="DropReason.None"/> is left out.</param>
/// <param name="LoopAllocatedBytes">Managed memory that the loops' threads allocated: constant while only payload flows.</param>
public sealed record DataPlaneCounters(
    long ReceivedDatagrams, long DeliveredData, long ReceivedControl, long SentControl, ImmutableSortedDictionary<DropReason, long> Drops, long LoopAllocatedBytes)
{
    /// <summary>Who sent the last datagram that was dropped for a reason, where it was one from the network.</summary>
    public ImmutableSortedDictionary<DropReason, Endpoint> Senders { get; init; } = ImmutableSortedDictionary<DropReason, Endpoint>.Empty;

    public PppoeCounters Pppoe { get; init; }
}

/// <param name="Discovery">Packets of the Discovery stage that were received.</param>
/// <param name="Received">Frames of the Session stage.</param>
/// <param name="Delivered">Those that reached a tunnel or a PPP engine.</param>
public readonly record struct PppoeCounters(long Discovery, long Received, long Delivered);
