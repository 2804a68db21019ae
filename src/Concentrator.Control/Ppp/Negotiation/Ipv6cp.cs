using System.Collections.Immutable;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>
/// The IPv6 Control Protocol (RFC 5072): both ends agree on different interface identifiers. Addresses come later, over the link.
/// </summary>
internal sealed class Ipv6cp() : NegotiatedProtocol(PppProtocol.Ipv6cp, PppTimer.Ipv6cpRestart)
{
    public static readonly Ipv6cp Instance = new();

    private const int IdLength = 8;

    public override Negotiation Of(PppState state) => state.Ipv6cp;

    protected override void Set(PppState state, Negotiation negotiation) => state.Ipv6cp = negotiation;

    protected override ImmutableArray<PppOption> OpeningRequest(PppTurn turn) => [Ipv6cpOptions.InterfaceId.Of(turn.Number(IdLength))];

    /// <summary>Section 4.1: a peer without an identifier, or with ours, is offered another.</summary>
    protected override OptionVerdict Judge(PppTurn turn, PppOption option)
    {
        if (!Ipv6cpOptions.InterfaceId.Is(option))
            return OptionVerdict.Reject;
        var ours = OursIn(turn.State);
        return Ipv6cpOptions.InterfaceId.TryRead(option, out var theirs) && theirs != 0 && theirs != ours
            ? OptionVerdict.Accept
            : OptionVerdict.Nak(Ipv6cpOptions.InterfaceId.Of(turn.Number(IdLength, ours)));
    }

    protected override ImmutableArray<PppOption> Missing(PppTurn turn, ImmutableArray<PppOption> options) =>
        options.Has(Ipv6cpOptions.InterfaceId) ? [] : [Ipv6cpOptions.InterfaceId.Of(turn.Number(IdLength, OursIn(turn.State)))];

    /// <summary>Section 4.1: the suggestion is as good as any, unless the peer holds it itself.</summary>
    protected override ImmutableArray<PppOption> AfterNak(
        PppTurn turn, ImmutableArray<PppOption> request, ImmutableArray<PppOption> suggestions)
    {
        var suggested = suggestions.Get(Ipv6cpOptions.InterfaceId, 0ul);
        var theirs = TheirsIn(turn.State);
        return request.With(Ipv6cpOptions.InterfaceId, suggested != 0 && suggested != theirs ? suggested : turn.Number(IdLength, theirs));
    }

    protected override void ThisLayerUp(PppTurn turn)
    {
        var parameters = new Ipv6Parameters(OursIn(turn.State), TheirsIn(turn.State));
        turn.State.Ipv6 = parameters;
        Phases.NetworkOpened(turn, parameters);
    }

    protected override void ThisLayerDown(PppTurn turn)
    {
        if (turn.State.Ipv6 is null)
            return;
        turn.State.Ipv6 = null;
        turn.Emit(new PppEffect.NetworkDown(NetworkFamily.Ipv6));
    }

    protected override void ThisLayerFinished(PppTurn turn, NegotiationEvent cause) => Phases.NetworkFinished(turn);

    private static ulong OursIn(PppState state) => state.Ipv6cp.Request.Get(Ipv6cpOptions.InterfaceId, 0ul);

    private static ulong TheirsIn(PppState state) => state.Ipv6cp.Granted.Get(Ipv6cpOptions.InterfaceId, 0ul);
}
