using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>
/// How the phases of the link follow each other (RFC 1661 section 3.2), as LCP, authentication and the network protocols report
/// their coming up and going down:
/// <code>
///     +-------LowerUp, LCP taken over from the LAC-------+
///     |                                                  v
///   Dead --LowerUp--> Establish --LCP open--> Authenticate --all proved--> Network
///    ^                    ^  ^                     |                          |
///    |                    |  +------LCP renegotiated by the peer--------------+
///    +---- Over ---- Terminate &lt;---- Fail, Terminate-Request, from anywhere
/// </code>
/// </summary>
internal static class Phases
{
    private static readonly NegotiatedProtocol[] NetworkProtocols = [Ipcp.Instance, Ipv6cp.Instance];

    public static void Establish(PppTurn turn, ProxiedLink? proxied, LineTerms? line)
    {
        turn.State.Line = line ?? LineTerms.Unknown;
        Enter(turn, PppPhase.Establish, turn.Settings.LcpTimeout);
        if (turn.Settings is { Ipv4: true, NetworksElsewhere: false })
            Ipcp.Instance.On(turn, NegotiationEvent.Open);
        if (turn.Settings is { Ipv6: true, NetworksElsewhere: false })
            Ipv6cp.Instance.On(turn, NegotiationEvent.Open);
        if (proxied is not null && TakesOver(turn, proxied))
            return;
        Lcp.Instance.On(turn, NegotiationEvent.Open);
        Lcp.Instance.On(turn, NegotiationEvent.Up);
    }

    /// <summary>Goes on from where the LAC left LCP and authentication, as far as our policy lets us (RFC 2661 section 4.4.5).</summary>
    private static bool TakesOver(PppTurn turn, ProxiedLink proxied)
    {
        var objection = ProxyTerms.Objection(proxied, turn.Settings);
        turn.Emit(new PppEffect.ProxyJudged(objection));
        if (objection is null)
        {
            turn.State.Lcp = turn.State.Lcp with { State = NegotiationState.Opened, Request = proxied.Sent, Granted = proxied.Received };
            LinkOpened(turn, proxied.Proof);
        }
        else if (ProxyTerms.SparesProof(proxied, turn.Settings))
            turn.State.ShownToLac = proxied.Proof;
        return objection is null;
    }

    /// <summary>LCP's This-Layer-Up.</summary>
    /// <param name="proof">What the peer has shown the LAC already.</param>
    public static void LinkOpened(PppTurn turn, ProxiedProof? proof = null)
    {
        var (ours, theirs) = (turn.State.Lcp.Request, turn.State.Lcp.Granted);
        var link = new LinkParameters(
            Mtu: Math.Min(theirs.Get(LcpOptions.Mru, LcpOptions.DefaultMru), turn.Settings.Mru),
            Acfc: theirs.Has(LcpOptions.Acfc),
            Pfc: theirs.Has(LcpOptions.Pfc),
            SendAccm: theirs.Get(LcpOptions.Accm, LcpOptions.DefaultAccm),
            ReceiveAccm: ours.Get(LcpOptions.Accm, LcpOptions.DefaultAccm));
        (turn.State.Link, turn.State.EchoesUnanswered) = (link, 0);
        turn.Emit(new PppEffect.LinkUp(link, LinkRequests.Of(ours, theirs)));
        if (turn.Settings.EchoInterval > TimeSpan.Zero)
            turn.Start(PppTimer.Echo, turn.Settings.EchoInterval);

        // Our Configure-Request says how the peer proves itself to us, the peer's how we do to it (section 6.2).
        Enter(turn, PppPhase.Authenticate, turn.Settings.AuthenticationTimeout);
        if (proof?.Credentials is { } credentials)
            PeerAuthentication.TakeOver(turn, proof, credentials, isAwaited: ours.Has(LcpOptions.Authentication));
        else if (ours.Has(LcpOptions.Authentication))
            PeerAuthentication.Begin(turn, ours.Get(LcpOptions.Authentication, default));
        if (theirs.Has(LcpOptions.Authentication))
            OwnAuthentication.Begin(turn, theirs.Get(LcpOptions.Authentication, default));
        AuthenticationAdvanced(turn);
    }

    /// <summary>LCP's This-Layer-Down: closing, closed by the peer, or renegotiated. Either way everything above starts over.</summary>
    public static void LinkLost(PppTurn turn)
    {
        NetworksEnd(turn);
        foreach (var timer in (ReadOnlySpan<PppTimer>)[PppTimer.Echo, PppTimer.Challenge, PppTimer.OwnProof])
            turn.Cancel(timer);
        if (turn.State.Lcp.State is NegotiationState.Stopping)
            turn.State.End ??= turn.State.PeerProof?.End ?? new PppEnd(PppEndReason.PeerTerminated);
        (turn.State.Link, turn.State.User, turn.State.PeerProof, turn.State.OwnProof) = (null, null, null, null);
        (turn.State.Early, turn.State.HeldIpcpRequest) = (null, null);
        if (turn.State.Lcp.State is NegotiationState.Closing or NegotiationState.Stopping)
            Terminate(turn);
        else
            Enter(turn, PppPhase.Establish, turn.Settings.LcpTimeout);
    }

    /// <summary>One end has proved itself, or need not. Network protocols start when both have.</summary>
    public static void AuthenticationAdvanced(PppTurn turn)
    {
        var isDone = turn.State is { PeerProof: null or { IsDone: true }, OwnProof: null or { IsDone: true } };
        if (turn.State.Phase is not PppPhase.Authenticate || !isDone)
            return;
        if (turn.Settings.HandsOver)
        {
            HandOver(turn);
            return;
        }

        Enter(turn, PppPhase.Network, turn.Settings.NetworkTimeout);
        if (turn.Settings.NetworksElsewhere)
            turn.Emit(new PppEffect.NetworksBegin(turn.State.User, turn.State.Link!));
        else
            NetworksBegin(turn);
        EarlyRequests.HandIn(turn);
    }

    private static void NetworksBegin(PppTurn turn)
    {
        foreach (var protocol in NetworkProtocols)
            if (protocol.Of(turn.State).State is NegotiationState.Starting)
                protocol.On(turn, NegotiationEvent.Up);
        NetworkFinished(turn);
    }

    /// <summary>We are the LAC, and have come as far as it goes: the LNS takes over from here (RFC 2661 section 4.4.5).</summary>
    public static void HandOver(PppTurn turn)
    {
        var (link, user) = (ProxiedLink.Of(turn.State), turn.State.PeerProof?.Asked?.User);
        turn.State = PppState.Initial with { End = new PppEnd(PppEndReason.HandedOver) };
        turn.Emit(new PppEffect.HandedOver(link, user));
    }

    /// <summary>Elsewhere.</summary>
    public static void NetworkAgreed(PppTurn turn, NetworkParameters parameters)
    {
        if (turn.State.Phase is not PppPhase.Network || !turn.Settings.NetworksElsewhere)
            return;
        if (parameters is Ipv4Parameters ipv4)
            turn.State.Ipv4 = ipv4;
        else if (parameters is Ipv6Parameters ipv6)
            turn.State.Ipv6 = ipv6;
        NetworkOpened(turn, parameters);
    }

    private static void NetworksEnd(PppTurn turn)
    {
        foreach (var protocol in NetworkProtocols)
            protocol.On(turn, NegotiationEvent.Down);
        if (!turn.Settings.NetworksElsewhere || turn.State.Link is null)
            return;
        (turn.State.Ipv4, turn.State.Ipv6) = (null, null);
        turn.Emit(PppEffect.NetworksEnd.Instance);
    }

    public static void NetworkOpened(PppTurn turn, NetworkParameters parameters)
    {
        turn.Cancel(PppTimer.Phase);
        turn.Emit(new PppEffect.NetworkUp(parameters));
    }

    /// <summary>
    /// A network protocol has come to an end. The others go on without it; only with the last does the link end (RFC 1661 section 3.6).
    /// </summary>
    public static void NetworkFinished(PppTurn turn)
    {
        if (turn.State is { Phase: PppPhase.Network, Ipcp.IsAlive: false, Ipv6cp.IsAlive: false } && !turn.Settings.NetworksElsewhere)
            Fail(turn, new PppEnd(PppEndReason.NoNetwork, "no network protocol is left"));
    }

    /// <summary>The peer knows nothing of a protocol: we must stop sending it (RFC 1661 section 5.7).</summary>
    public static void ProtocolRejected(PppTurn turn, ushort protocol, ReadOnlyMemory<byte> rejected)
    {
        switch (protocol)
        {
            case var _ when turn.Settings.NetworksElsewhere && !PppProtocol.IsLinkControl(protocol):
                turn.Emit(new PppEffect.ProtocolRejected(rejected));
                break;
            case PppProtocol.Ipcp or PppProtocol.Ipv4:
                Withdraw(turn, Ipcp.Instance);
                break;
            case PppProtocol.Ipv6cp or PppProtocol.Ipv6:
                Withdraw(turn, Ipv6cp.Instance);
                break;
            case PppProtocol.Lcp:
                turn.State.End ??= new PppEnd(PppEndReason.PeerTerminated, "the peer rejects LCP");
                Lcp.Instance.On(turn, NegotiationEvent.RxjMinus);
                break;
            case PppProtocol.Pap or PppProtocol.Chap when turn.State.Phase is PppPhase.Authenticate:
                Fail(turn, new PppEnd(
                    PppEndReason.NoAuthenticationMethod, $"the peer rejects {PppProtocol.Name(protocol)} after agreeing to it"));
                break;
        }
    }

    /// <summary>Down instead of RXJ-, whose This-Layer-Finished would still send a Terminate-Request of the protocol.</summary>
    private static void Withdraw(PppTurn turn, NegotiatedProtocol protocol)
    {
        protocol.On(turn, NegotiationEvent.Down);
        NetworkFinished(turn);
    }

    /// <summary>Ends the session from our side, politely. The first reason given stands.</summary>
    public static void Fail(PppTurn turn, PppEnd end)
    {
        turn.State.End ??= end;
        Terminate(turn);
        Lcp.Instance.On(turn, NegotiationEvent.Close);
    }

    private static void Terminate(PppTurn turn)
    {
        if (turn.State.Phase is PppPhase.Terminate)
            return;
        turn.State.Phase = PppPhase.Terminate;
        turn.Cancel(PppTimer.Phase);
    }

    /// <summary>The end, after LCP's This-Layer-Finished or without it. What is still up goes down first.</summary>
    public static void Over(PppTurn turn, PppEnd end)
    {
        if (turn.State.IsOver)
            return;
        NetworksEnd(turn);
        end = turn.State.End ?? end;
        turn.State = PppState.Initial with { End = end };
        turn.Emit(new PppEffect.Terminated(end));
    }

    public static void PhaseTimedOut(PppTurn turn)
    {
        switch (turn.State.Phase)
        {
            case PppPhase.Establish:
                Fail(turn, new PppEnd(PppEndReason.LcpTimeout, "LCP found no agreement in time"));
                break;
            case PppPhase.Authenticate:
                Fail(turn, turn.State.PeerProof?.End ?? new PppEnd(PppEndReason.AuthenticationTimeout, "authentication took too long"));
                break;
            case PppPhase.Network when turn.State is { Ipv4: null, Ipv6: null }:
                Fail(turn, new PppEnd(PppEndReason.NetworkTimeout, "no network protocol came up in time"));
                break;
        }
    }

    private static void Enter(PppTurn turn, PppPhase phase, TimeSpan limit)
    {
        turn.State.Phase = phase;
        turn.Start(PppTimer.Phase, limit);
    }
}
