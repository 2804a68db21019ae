using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.Control.Pppoe;

/// <summary>The call of a PPPoE session, as an LNS is told of it.</summary>
internal static class PppoeCall
{
    /// <summary>
    /// The calling number is the host's address, the called number the service it asked for; what the access node said of the line goes with them
    /// (RFC 5515 section 5), and is how fast the call is connected.
    /// </summary>
    /// <param name="link">What this node has settled with the host; null: nothing.</param>
    /// <param name="payload">The most that PPPoE carries for the host, octets.</param>
    public static CallRequest Of(SessionRequest session, ProxiedLink? link, ushort payload)
    {
        var usual = CallConnection.Usual;
        return new CallRequest
        {
            CallingNumber = session.Host.ToString(),
            CalledNumber = session.Service.Length > 0 ? session.Service : null,
            Received = [.. session.Line is { } line ? Avps(line) : []],
            Connection = usual with
            {
                TxSpeed = Speed(session.Line?.DownstreamRate) ?? usual.TxSpeed, RxSpeed = Speed(session.Line?.UpstreamRate), Proxied = link,
                Line = LineTerms.Ethernet(payload),
            },
        };
    }

    private static ImmutableArray<Avp> Avps(AccessLine line) =>
    [
        .. May(AccessLineAvps.AgentCircuitId, line.CircuitId),
        .. May(AccessLineAvps.AgentRemoteId, line.RemoteId),
        .. May(AccessLineAvps.ActualDataRateUpstream, line.UpstreamRate),
        .. May(AccessLineAvps.ActualDataRateDownstream, line.DownstreamRate),
    ];

    private static ImmutableArray<Avp> May(AvpDefinition<string> definition, string? value) => value is null ? [] : [definition.Of(value)];

    private static ImmutableArray<Avp> May(AvpDefinition<ulong> definition, ulong? value) => value is { } number ? [definition.Of(number)] : [];

    private static uint? Speed(ulong? rate) => rate is { } bits ? (uint)Math.Min(bits, uint.MaxValue) : null;
}
