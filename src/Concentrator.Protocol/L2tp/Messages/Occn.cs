using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Outgoing-Call-Connected (OCCN, RFC 2661 section 6.11): says that the outgoing call is answered.</summary>
public sealed record Occn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Occn, Avps)
{
    /// <summary>Bits per second from the LAC to the remote system; 0 when the peer did not say.</summary>
    public uint TxConnectSpeed => Get(AvpCatalog.TxConnectSpeed, 0u);

    /// <summary>Bits per second from the remote system to the LAC: as <see cref="TxConnectSpeed"/> when absent.</summary>
    public uint RxConnectSpeed => Get(AvpCatalog.RxConnectSpeed, TxConnectSpeed);

    public FramingTypes FramingType => Get(AvpCatalog.FramingType, FramingTypes.None);

    public bool SequencingRequired => Has(AvpCatalog.SequencingRequired);

    /// <summary>Options that the LAC wants the LNS to ask for in LCP (RFC 3437 section 2.1).</summary>
    public ImmutableArray<byte>? LcpWantOptions => Find(AvpCatalog.LcpWantOptions)?.Value;

    /// <summary>Options that the LAC lets the LNS grant in LCP (RFC 3437 section 2.2).</summary>
    public ImmutableArray<byte>? LcpAllowOptions => Find(AvpCatalog.LcpAllowOptions)?.Value;
}
