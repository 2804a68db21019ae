using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Set-Link-Info (SLI, RFC 2661 section 6.14): tells the LAC what PPP negotiated.</summary>
public sealed record Sli(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Sli, Avps)
{
    /// <summary>Null: nothing changes.</summary>
    public Accm? Accm => Find(AvpCatalog.Accm)?.Value;

    /// <summary>The LNS's last LCP Configure-Request, and its peer's (RFC 3437 section 2.3), for a LAC that had wishes for them.</summary>
    public ImmutableArray<byte>? LastSentLcpConfReq => Find(AvpCatalog.LnsLastSentLcpConfReq)?.Value;

    /// <inheritdoc cref="LastSentLcpConfReq"/>
    public ImmutableArray<byte>? LastReceivedLcpConfReq => Find(AvpCatalog.LnsLastReceivedLcpConfReq)?.Value;
}
