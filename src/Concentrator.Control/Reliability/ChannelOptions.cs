using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Control.Reliability;

/// <summary>How one reliable channel behaves.</summary>
public sealed record ChannelOptions
{
    /// <summary>What we announce in Receive Window Size: messages beyond it are not taken.</summary>
    public int ReceiveWindow { get; init; } = 16;

    /// <summary>How long an acknowledgement waits for a message to ride on; zero: it goes with the next <c>Tick</c>.</summary>
    public TimeSpan AckDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Messages that may wait to be sent for the first time when one more call is to be asked for, or refused.</summary>
    public int SendQueueLimit { get; init; } = 1024;

    public Retransmission Retransmission { get; init; } = new();
}
