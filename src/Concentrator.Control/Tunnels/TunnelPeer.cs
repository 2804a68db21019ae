using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Tunnels;

/// <summary>What the peer said of itself in its SCCRQ or SCCRP.</summary>
/// <param name="Bearers">Null when it sent no Bearer Capabilities: then it takes no outgoing calls (RFC 2661 section 6.9).</param>
/// <param name="IsAuthenticated">Whether it has proved that it knows the secret (section 5.1.1).</param>
public sealed record TunnelPeer(
    TunnelId Id, string HostName, string? VendorName, ushort? FirmwareRevision, ProtocolVersion Version, FramingTypes Framing, BearerTypes? Bearers,
    int ReceiveWindow, bool IsAuthenticated)
{
    /// <summary>As LNS: it takes MDMST messages (RFC 3573 section 2.2).</summary>
    public bool TakesModemStatus { get; init; }

    /// <summary>What it can take up again after a failure of its own (RFC 4951); null: nothing that it said.</summary>
    public FailoverCapability? Failover { get; init; }

    internal static TunnelPeer Of(Sccrq message) => new(
        message.AssignedTunnelId, message.HostName, message.VendorName, message.FirmwareRevision, message.ProtocolVersion, message.FramingCapabilities,
        message.Find(AvpCatalog.BearerCapabilities)?.Value, message.ReceiveWindowSize, IsAuthenticated: false)
    {
        TakesModemStatus = message.ModemOnHoldCapable, Failover = message.FailoverCapability,
    };

    internal static TunnelPeer Of(Sccrp message) => new(
        message.AssignedTunnelId, message.HostName, message.VendorName, message.FirmwareRevision, message.ProtocolVersion, message.FramingCapabilities,
        message.Find(AvpCatalog.BearerCapabilities)?.Value, message.ReceiveWindowSize, IsAuthenticated: false)
    {
        TakesModemStatus = message.ModemOnHoldCapable, Failover = message.FailoverCapability,
    };
}
