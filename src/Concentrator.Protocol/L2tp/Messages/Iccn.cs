using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Incoming-Call-Connected (ICCN, RFC 2661 section 6.8): completes the establishment of an incoming call.</summary>
public sealed record Iccn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Iccn, Avps)
{
    /// <summary>Bits per second from the LAC to the remote system; 0 when the peer did not say.</summary>
    public uint TxConnectSpeed => Get(AvpCatalog.TxConnectSpeed, 0u);

    /// <summary>Bits per second from the remote system to the LAC: as <see cref="TxConnectSpeed"/> when absent.</summary>
    public uint RxConnectSpeed => Get(AvpCatalog.RxConnectSpeed, TxConnectSpeed);

    public FramingTypes FramingType => Get(AvpCatalog.FramingType, FramingTypes.None);

    public bool SequencingRequired => Has(AvpCatalog.SequencingRequired);

    public ImmutableArray<byte>? InitialReceivedLcpConfReq => Find(AvpCatalog.InitialReceivedLcpConfReq)?.Value;

    public ImmutableArray<byte>? LastSentLcpConfReq => Find(AvpCatalog.LastSentLcpConfReq)?.Value;

    public ImmutableArray<byte>? LastReceivedLcpConfReq => Find(AvpCatalog.LastReceivedLcpConfReq)?.Value;

    public ProxyAuthenType? ProxyAuthenType => Find(AvpCatalog.ProxyAuthenType)?.Value;

    public string? ProxyAuthenName => Find(AvpCatalog.ProxyAuthenName)?.Value;

    public ImmutableArray<byte>? ProxyAuthenChallenge => Find(AvpCatalog.ProxyAuthenChallenge)?.Value;

    public byte? ProxyAuthenId => Find(AvpCatalog.ProxyAuthenId)?.Value;

    public ImmutableArray<byte>? ProxyAuthenResponse => Find(AvpCatalog.ProxyAuthenResponse)?.Value;

    public ImmutableArray<byte>? PrivateGroupId => Find(AvpCatalog.PrivateGroupId)?.Value;

    /// <summary>Options that the LAC wants the LNS to ask for in LCP (RFC 3437 section 2.1).</summary>
    public ImmutableArray<byte>? LcpWantOptions => Find(AvpCatalog.LcpWantOptions)?.Value;

    /// <summary>Options that the LAC lets the LNS grant in LCP (RFC 3437 section 2.2).</summary>
    public ImmutableArray<byte>? LcpAllowOptions => Find(AvpCatalog.LcpAllowOptions)?.Value;
}
