using System.Collections.Immutable;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>Where one negotiated protocol stands.</summary>
internal sealed record Negotiation
{
    public NegotiationState State { get; init; }

    /// <summary>Requests that may still be sent (RFC 1661 section 4.6).</summary>
    public int RestartCount { get; init; }

    /// <summary>Identifier of whatever we sent last of our own accord.</summary>
    public byte LastId { get; init; }

    /// <summary>Identifier of the last Configure-Request, and whether its answer is still to come: a second one is no answer.</summary>
    public byte RequestId { get; init; }

    public bool IsRequestPending { get; init; }

    /// <summary>Configure-Naks sent since the last Configure-Ack, for Max-Failure.</summary>
    public int Naks { get; init; }

    /// <summary>What we ask for: the content of the last Configure-Request, or of the next one.</summary>
    public ImmutableArray<PppOption> Request { get; init; } = [];

    /// <summary>What the peer asked for and we acknowledged last.</summary>
    public ImmutableArray<PppOption> Granted { get; init; } = [];

    public bool IsOpen => State is NegotiationState.Opened;

    /// <summary>Neither at rest nor waiting for its lower layer.</summary>
    public bool IsAlive => State > NegotiationState.Stopped;
}
