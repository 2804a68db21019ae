using Concentrator.Control.Policy;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.Control.Pppoe;

/// <summary>What this node offers as an access concentrator on one Ethernet interface.</summary>
public sealed record AccessConcentrator
{
    /// <summary>PPP payload of a plain Ethernet frame: 1500 octets without PPPoE's header and PPP's protocol number (RFC 2516 section 7).</summary>
    public const ushort PlainPayload = 1492;

    /// <summary>Octets of an Ethernet frame's payload that are not PPP's.</summary>
    public const int Overhead = PppoeHeader.Size + 2;

    /// <summary>Sent as AC-Name.</summary>
    public required string Name { get; init; }

    /// <summary>Service names that a host may ask for. Empty: any, and none is told (the policy that RFC 2516 section 9 recommends).</summary>
    public ValueList<string> Services { get; init; } = [];

    /// <summary>Largest PPP payload, octets: what a host may be granted that asks for more than <see cref="PlainPayload"/> (RFC 4638).</summary>
    public ushort MaxPayload { get; init; } = PlainPayload;

    /// <summary>Whether the host may have this service; the empty name stands for any.</summary>
    public bool Serves(string service) => service.Length == 0 || Services.Count == 0 || Services.Contains(service);

    /// <summary>The largest MRU that may be negotiated (RFC 4638 section 5.1).</summary>
    /// <param name="wanted">The host's PPP-Max-Payload.</param>
    public ushort PayloadFor(ushort? wanted) => wanted > PlainPayload ? Math.Max(PlainPayload, Math.Min(wanted.Value, MaxPayload)) : PlainPayload;
}
