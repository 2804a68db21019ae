namespace Concentrator.Linux.Network;

/// <summary>A link's counters; octets as the link has them, which for ppp are those of the PPP information fields.</summary>
public readonly record struct LinkStatistics(long ReceivedPackets, long ReceivedBytes, long SentPackets, long SentBytes);
