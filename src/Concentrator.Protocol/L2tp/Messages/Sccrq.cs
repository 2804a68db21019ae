using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Start-Control-Connection-Request (SCCRQ, RFC 2661 section 6.1): opens a control connection.</summary>
public sealed record Sccrq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Sccrq, Avps)
{
    public TunnelId AssignedTunnelId => new(Get(AvpCatalog.AssignedTunnelId));

    public string HostName => Get(AvpCatalog.HostName);

    public ProtocolVersion ProtocolVersion => Get(AvpCatalog.ProtocolVersion);

    public FramingTypes FramingCapabilities => Get(AvpCatalog.FramingCapabilities);

    public BearerTypes BearerCapabilities => Get(AvpCatalog.BearerCapabilities, BearerTypes.None);

    /// <summary>"If absent, the peer must assume a Window Size of 4" (section 4.4.3).</summary>
    public int ReceiveWindowSize => Get(AvpCatalog.ReceiveWindowSize, AvpCatalog.DefaultReceiveWindowSize);

    public ImmutableArray<byte>? Challenge => Find(AvpCatalog.Challenge)?.Value;

    public ulong? TieBreaker => Find(AvpCatalog.TieBreaker)?.Value;

    public ushort? FirmwareRevision => Find(AvpCatalog.FirmwareRevision)?.Value;

    public string? VendorName => Find(AvpCatalog.VendorName)?.Value;

    /// <summary>Which per hop behaviour the control connection is to have (RFC 3308 section 3).</summary>
    public PhbCode? ControlConnectionDs => Find(AvpCatalog.ControlConnectionDs)?.Value;

    /// <summary>The sender takes MDMST messages (RFC 3573 section 2.2).</summary>
    public bool ModemOnHoldCapable => Has(AvpCatalog.ModemOnHoldCapable);

    /// <summary>RFC 4951 section 5.1.</summary>
    public FailoverCapability? FailoverCapability => Find(AvpCatalog.FailoverCapability)?.Value;

    /// <summary>The tunnel asked for is only to recover this one (RFC 4951 section 3.2.1).</summary>
    public TunnelRecovery? TunnelRecovery => Find(AvpCatalog.TunnelRecovery)?.Value;
}
