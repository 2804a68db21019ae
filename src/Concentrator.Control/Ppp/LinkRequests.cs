using System.Collections.Immutable;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>
/// The Configure-Requests by which an LNS has opened LCP, for a LAC that said what its line wants (RFC 3437 section 2.3). Null for one that no AVP can
/// hold.
/// </summary>
/// <param name="LastSent">The LNS's, in the octets of its options.</param>
/// <param name="LastReceived">The peer's.</param>
public sealed record LinkRequests(ImmutableArray<byte>? LastSent, ImmutableArray<byte>? LastReceived)
{
    public static LinkRequests Of(ImmutableArray<PppOption> sent, ImmutableArray<PppOption> received) => new(ProxiedLink.Write(sent), ProxiedLink.Write(received));

    /// <summary>Null: the SLI tells neither.</summary>
    internal static LinkRequests? Of(Sli sli) =>
        sli is { LastSentLcpConfReq: null, LastReceivedLcpConfReq: null } ? null : new LinkRequests(sli.LastSentLcpConfReq, sli.LastReceivedLcpConfReq);

    internal ImmutableArray<Avp> Avps =>
    [
        .. LastSent is { } sent ? [AvpCatalog.LnsLastSentLcpConfReq.Of(sent)] : ImmutableArray<Avp>.Empty,
        .. LastReceived is { } received ? [AvpCatalog.LnsLastReceivedLcpConfReq.Of(received)] : ImmutableArray<Avp>.Empty,
    ];
}
