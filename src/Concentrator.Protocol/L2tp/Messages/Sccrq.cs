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
}
