using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.Control.Pppoe;

/// <summary>What a discovery packet comes to.</summary>
public abstract record DiscoveryAnswer
{
    /// <summary>It is passed over in silence.</summary>
    public sealed record Nothing(DiscoveryFault Fault) : DiscoveryAnswer;

    /// <summary>It is answered, and nothing is remembered.</summary>
    public sealed record Reply(DiscoveryPacket Packet) : DiscoveryAnswer;

    /// <summary>A host whose address is proved wants a session: answered by <see cref="Discovery.Confirm"/> or <see cref="Discovery.Refuse"/>.</summary>
    public sealed record Request(SessionRequest Session) : DiscoveryAnswer;

    /// <summary>A host ends a session, if it is its own.</summary>
    public sealed record Terminate(PppoeSessionId Session, string? Reason) : DiscoveryAnswer;
}

/// <summary>Why a discovery packet is passed over.</summary>
public enum DiscoveryFault
{
    /// <summary>Not by the rules for its code: session id, number of Service-Name tags, addresses.</summary>
    Malformed,

    /// <summary>A packet that only an access concentrator sends.</summary>
    NotForUs,

    /// <summary>A PADI for a service that is not offered here.</summary>
    UnknownService,

    /// <summary>A PADR without a cookie of ours, or with an old one.</summary>
    BadCookie,

    /// <summary>Its answer would not fit a frame.</summary>
    TooLong,
}

/// <summary>The session that a host asks for.</summary>
/// <param name="Service">The Service-Name that it asked for; empty: any.</param>
/// <param name="MaxPayload">Its PPP-Max-Payload, when it is one that counts (RFC 4638): above 1492.</param>
/// <param name="Line">What the access node says of the line.</param>
public sealed record SessionRequest(
    MacAddress Host, string Service, PppoeTag? HostUniq = null, PppoeTag? Relay = null, ushort? MaxPayload = null, AccessLine? Line = null);
