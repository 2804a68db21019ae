using System.Buffers.Binary;
using System.Collections.Immutable;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>The Link Control Protocol (RFC 1661 sections 5 and 6): what the link itself is agreed upon, echoes and rejects.</summary>
internal sealed class Lcp() : NegotiatedProtocol(PppProtocol.Lcp, PppTimer.LcpRestart)
{
    public static readonly Lcp Instance = new();

    /// <summary>So often our own magic number comes back before the link is called looped; by chance it never does (section 6.4).</summary>
    private const int LoopsToBeSure = 5;

    private const int MagicLength = 4;

    public override Negotiation Of(PppState state) => state.Lcp;

    protected override void Set(PppState state, Negotiation negotiation) => state.Lcp = negotiation;

    protected override ImmutableArray<PppOption> OpeningRequest(PppTurn turn)
    {
        var (settings, line) = (turn.Settings, turn.State.Line);
        var request = ImmutableArray.CreateBuilder<PppOption>();
        if (line.Mru(settings) is var mru && mru != LcpOptions.DefaultMru)
            request.Add(LcpOptions.Mru.Of(mru));
        if (line.Accm(settings) is { } accm && !settings.IsOverEthernet)
            request.Add(LcpOptions.Accm.Of(accm));
        if (NextMethod(turn) is { } method)
            request.Add(LcpOptions.Authentication.Of(method));
        request.Add(LcpOptions.Magic.Of((uint)turn.Number(MagicLength)));
        if (line.Asks(LcpOptions.Pfc, settings.Pfc) && !settings.IsOverEthernet)
            request.Add(LcpOptions.Pfc.Of(true));
        if (line.Asks(LcpOptions.Acfc, settings.Acfc) && !settings.IsOverEthernet)
            request.Add(LcpOptions.Acfc.Of(true));
        request.AddRange(line.Fcs);
        return request.DrainToImmutable();
    }

    /// <summary>The best method that the peer has not refused yet.</summary>
    private static AuthMethod? NextMethod(PppTurn turn)
    {
        if (turn.State.ShownToLac is not null)
            return null;
        foreach (var method in turn.Settings.PeerAuthentication)
            if (!turn.State.RefusedMethods.Contains(method))
                return method;
        return null;
    }

    protected override void RequestReceived(PppTurn turn, ImmutableArray<PppOption> options)
    {
        if (turn.Settings.HandsOver)
            turn.State.InitialRequest ??= options;
    }

    /// <summary>A PPPoE host that names no MRU would be sent more than Ethernet carries (RFC 2516 section 7).</summary>
    protected override ImmutableArray<PppOption> Missing(PppTurn turn, ImmutableArray<PppOption> options) =>
        turn.Settings.IsOverEthernet && turn.State.Line.LargestPeerMru(turn.Settings) is var largest && largest < LcpOptions.DefaultMru && !options.Has(LcpOptions.Mru)
            ? [LcpOptions.Mru.Of(largest)]
            : [];

    protected override OptionVerdict Judge(PppTurn turn, PppOption option)
    {
        var (settings, line) = (turn.Settings, turn.State.Line);
        switch (option.Type)
        {
            case var type when type == LcpOptions.Mru.Type:
                var largest = line.LargestPeerMru(settings);
                if (!LcpOptions.Mru.TryRead(option, out var mru) || mru < settings.LowestPeerMru)
                    return OptionVerdict.Nak(LcpOptions.Mru.Of(Math.Min(settings.Mru, largest)));
                return mru <= largest ? OptionVerdict.Accept : OptionVerdict.Nak(LcpOptions.Mru.Of(largest));
            case var type when settings.IsOverEthernet && (type == LcpOptions.Accm.Type || type == LcpOptions.Acfc.Type):
                return OptionVerdict.Reject;
            case var type when type == LcpOptions.Accm.Type:
                if (!line.Allows(LcpOptions.Accm))
                    return OptionVerdict.Reject;
                return LcpOptions.Accm.TryRead(option, out var accm) && (accm & ~line.LargestAccm) == 0
                    ? OptionVerdict.Accept
                    : OptionVerdict.Nak(LcpOptions.Accm.Of(accm & line.LargestAccm));
            case var type when type == LcpOptions.Authentication.Type:
                if (settings.Login is null || settings.OwnAuthentication.IsEmpty)
                    return OptionVerdict.Reject;
                return LcpOptions.Authentication.TryRead(option, out var method) && settings.OwnAuthentication.Contains(method)
                    ? OptionVerdict.Accept
                    : OptionVerdict.Nak(LcpOptions.Authentication.Of(settings.OwnAuthentication[0]));
            case var type when type == LcpOptions.Magic.Type:
                return JudgeMagic(turn, option);
            case var type when type == LcpOptions.Pfc.Type:
                return LcpOptions.Pfc.TryRead(option, out _) && line.Allows(LcpOptions.Pfc) ? OptionVerdict.Accept : OptionVerdict.Reject;
            case var type when type == LcpOptions.Acfc.Type:
                return LcpOptions.Acfc.TryRead(option, out _) && line.Allows(LcpOptions.Acfc) ? OptionVerdict.Accept : OptionVerdict.Reject;
            case var type when type == LcpOptions.FcsAlternatives.Type:
                return LcpOptions.FcsAlternatives.TryRead(option, out var fcs) && line.AllowsFcs(fcs) ? OptionVerdict.Accept : OptionVerdict.Reject;
            default:
                return OptionVerdict.Reject;
        }
    }

    /// <summary>Section 6.4: our own number comes back perhaps because the link is looped.</summary>
    private static OptionVerdict JudgeMagic(PppTurn turn, PppOption option)
    {
        var own = OwnMagic(turn.State);
        if (!LcpOptions.Magic.TryRead(option, out var magic) || magic == 0)
            return OptionVerdict.Nak(LcpOptions.Magic.Of((uint)turn.Number(MagicLength, own)));

        var isOwn = magic == own;
        turn.State.OwnMagicSeen = isOwn ? turn.State.OwnMagicSeen + 1 : 0;
        if (turn.State.OwnMagicSeen >= LoopsToBeSure)
            Phases.Fail(turn, new PppEnd(PppEndReason.Loop, "our own magic number comes back"));
        return isOwn ? OptionVerdict.NakAlone(LcpOptions.Magic.Of((uint)turn.Number(MagicLength, own))) : OptionVerdict.Accept;
    }

    protected override ImmutableArray<PppOption> AfterNak(
        PppTurn turn, ImmutableArray<PppOption> request, ImmutableArray<PppOption> suggestions)
    {
        foreach (var suggestion in suggestions.Where(suggestion => request.Any(option => option.Type == suggestion.Type)))
            if (LcpOptions.Mru.TryRead(suggestion, out var mru))
            {
                // Less we can do; more would not fit the path that our setting comes from.
                if (mru >= turn.Settings.LowestPeerMru && mru < turn.Settings.Mru)
                    request = request.With(LcpOptions.Mru, mru);
            }
            else if (LcpOptions.Accm.TryRead(suggestion, out var accm))
                request = request.With(LcpOptions.Accm, accm | request.Get(LcpOptions.Accm, 0u));
            else if (LcpOptions.FcsAlternatives.Is(suggestion))
                request = request.Without(LcpOptions.FcsAlternatives);
            else if (LcpOptions.Magic.Is(suggestion))
                request = request.With(LcpOptions.Magic, (uint)turn.Number(MagicLength, OwnMagic(turn.State)));
            else if (LcpOptions.Authentication.Is(suggestion))
                request = AskForAnotherMethod(turn, request, LcpOptions.Authentication.TryRead(suggestion, out var wanted) ? wanted : null);
        return request;
    }

    protected override ImmutableArray<PppOption> AfterReject(
        PppTurn turn, ImmutableArray<PppOption> request, ImmutableArray<PppOption> rejected)
    {
        // Peers reject a method that they do not know, though a Nak would be right: the next one may do.
        if (rejected.Has(LcpOptions.Authentication))
            request = AskForAnotherMethod(turn, request, null);
        return base.AfterReject(turn, request, rejected);
    }

    private static ImmutableArray<PppOption> AskForAnotherMethod(PppTurn turn, ImmutableArray<PppOption> request, AuthMethod? wanted)
    {
        var refused = request.Get(LcpOptions.Authentication, default);
        turn.State.RefusedMethods = turn.State.RefusedMethods.Add(refused);
        var next = wanted is { } method && turn.Settings.PeerAuthentication.Contains(method) && !turn.State.RefusedMethods.Contains(method)
            ? method
            : NextMethod(turn);
        if (next is { } other)
            return request.With(LcpOptions.Authentication, other);

        if (turn.Settings.AuthenticationRequired)
            Phases.Fail(turn, new PppEnd(PppEndReason.NoAuthenticationMethod, "the peer accepts none of our authentication methods"));
        return request.Without(LcpOptions.Authentication);
    }

    protected override void ThisLayerUp(PppTurn turn) => Phases.LinkOpened(turn, turn.State.ShownToLac);

    protected override void ThisLayerDown(PppTurn turn) => Phases.LinkLost(turn);

    protected override void ThisLayerFinished(PppTurn turn, NegotiationEvent cause) => Phases.Over(turn, cause switch
    {
        NegotiationEvent.ToMinus when turn.State.Phase is PppPhase.Establish =>
            new PppEnd(PppEndReason.LcpTimeout, "no answer to our Configure-Requests"),
        NegotiationEvent.RxjMinus => new PppEnd(PppEndReason.PeerTerminated, "the peer rejects LCP"),
        _ => new PppEnd(PppEndReason.PeerTerminated),
    });

    protected override bool TryReceiveExtended(PppTurn turn, PppPacket packet)
    {
        switch ((LcpCode)packet.Code)
        {
            case LcpCode.ProtocolReject:
                if (turn.State.Lcp.IsOpen && BinaryPrimitives.TryReadUInt16BigEndian(packet.Data.Span, out var protocol))
                    Phases.ProtocolRejected(turn, protocol, packet.Data);
                return true;
            case LcpCode.EchoRequest or LcpCode.EchoReply or LcpCode.DiscardRequest:
                if (turn.State.Lcp.IsOpen && BinaryPrimitives.TryReadUInt32BigEndian(packet.Data.Span, out var magic))
                    ReceiveEcho(turn, packet, isOwn: magic != 0 && magic == OwnMagic(turn.State));
                return true;
            case LcpCode.Identification or LcpCode.TimeRemaining:
                return true;        // RFC 1570: nothing to answer.
            default:
                return false;
        }
    }

    private void ReceiveEcho(PppTurn turn, PppPacket packet, bool isOwn)
    {
        switch ((LcpCode)packet.Code)
        {
            case LcpCode.EchoRequest or LcpCode.DiscardRequest when isOwn:
                Phases.Fail(turn, new PppEnd(PppEndReason.Loop, "our own Echo-Request comes back"));
                break;
            case LcpCode.EchoRequest:
                byte[] reply = [.. Magic(turn.State), .. packet.Data.Span[MagicLength..]];
                Send(turn, LcpCode.EchoReply, packet.Identifier, FitPeer(turn, reply));
                break;
            case LcpCode.EchoReply when !isOwn:
                turn.State.EchoesUnanswered = 0;
                break;
        }
    }

    /// <summary>Time for the next Echo-Request, unless too many were in vain.</summary>
    public void EchoTimerFired(PppTurn turn)
    {
        if (!turn.State.Lcp.IsOpen || turn.Settings.EchoInterval <= TimeSpan.Zero)
            return;
        turn.Start(PppTimer.Echo, turn.Settings.EchoInterval);
        if (turn.State.IsHeld)
            return;
        if (turn.State.EchoesUnanswered >= turn.Settings.EchoFailures)
        {
            Phases.Fail(turn, new PppEnd(PppEndReason.EchoTimeout, $"{turn.State.EchoesUnanswered} Echo-Requests without an answer"));
            return;
        }
        turn.State.EchoesUnanswered++;
        Send(turn, LcpCode.EchoRequest, NextId(turn), Magic(turn.State));
    }

    protected override void ExtendedCodeRejected(PppTurn turn, LcpCode code)
    {
        // We must stop sending it (section 4.3, RXJ+), and so can no longer tell by echoes whether the peer is alive.
        if (code is LcpCode.EchoRequest)
            turn.Cancel(PppTimer.Echo);
    }

    /// <summary>Refuses a protocol that we do not speak (section 5.7); only ever sent while LCP is open.</summary>
    /// <param name="rejected">The protocol's number and the packet.</param>
    public void RejectProtocol(PppTurn turn, ReadOnlySpan<byte> rejected) =>
        Send(turn, LcpCode.ProtocolReject, NextId(turn), FitPeer(turn, rejected));

    private static uint OwnMagic(PppState state) => state.Lcp.Request.Get(LcpOptions.Magic, 0u);

    private static byte[] Magic(PppState state)
    {
        var octets = new byte[MagicLength];
        BinaryPrimitives.WriteUInt32BigEndian(octets, OwnMagic(state));
        return octets;
    }
}
