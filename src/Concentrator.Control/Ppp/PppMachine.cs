using Concentrator.Control.Machines;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>
/// The PPP session of one call (RFC 1661): LCP, then authentication of one end or both, then IPCP and IPV6CP, each on its own.
/// Once it has said <see cref="PppEffect.Terminated"/> it answers nothing any more.
/// </summary>
public static class PppMachine
{
    public static Step<PppState, PppEffect> On(PppState state, PppEvent @event, in PppContext context)
    {
        if (state.IsOver)
            return new Step<PppState, PppEffect>(state, []);
        var turn = new PppTurn(state, context);
        On(turn, @event);
        return turn.End();
    }

    private static void On(PppTurn turn, PppEvent @event)
    {
        switch (@event)
        {
            case PppEvent.LowerUp(var proxied, var line) when turn.State.Phase is PppPhase.Dead:
                Phases.Establish(turn, proxied, line);
                break;
            case PppEvent.LowerUp:
                break;
            case PppEvent.LowerDown:
                Phases.Over(turn, new PppEnd(PppEndReason.LowerDown));
                break;
            case PppEvent.FrameReceived(var protocol, var packet):
                Receive(turn, protocol, packet);
                break;
            case PppEvent.Held(var isHeld) when isHeld != turn.State.IsHeld:
                turn.State.IsHeld = isHeld;
                turn.State.EchoesUnanswered = 0;
                break;
            case PppEvent.Held:
                break;
            case PppEvent.TimerFired(var timer):
                TimerFired(turn, timer);
                break;
            case PppEvent.Verified(var credentials, var verdict):
                PeerAuthentication.Verified(turn, credentials, verdict);
                break;
            case PppEvent.AddressGranted(var peer, var local):
                Ipcp.Instance.AddressGranted(turn, peer, local);
                break;
            case PppEvent.AddressRefused(var reason):
                Ipcp.Instance.AddressRefused(turn, reason);
                break;
            case PppEvent.NetworkAgreed(var parameters):
                Phases.NetworkAgreed(turn, parameters);
                break;
            case PppEvent.RejectProtocol(var rejected) when turn.State.Lcp.IsOpen:
                Lcp.Instance.RejectProtocol(turn, rejected.Span);
                break;
            case PppEvent.Close(var end) when turn.State.Phase is PppPhase.Dead:
                Phases.Over(turn, end);
                break;
            case PppEvent.Close(var end):
                Phases.Fail(turn, end);
                break;
            case PppEvent.InternalError(var text):
                // Nothing here is to be trusted any more; the least that the peer is owed is a last word.
                if (turn.State.Phase is not PppPhase.Dead)
                    turn.Send(PppProtocol.Lcp, PppPacket.Write(LcpCode.TerminateRequest, (byte)(turn.State.Lcp.LastId + 1)));
                Phases.Over(turn, new PppEnd(PppEndReason.InternalError, text));
                break;
        }
    }

    /// <summary>What each protocol may say in each phase (RFC 1661 sections 3.4 to 3.7).</summary>
    private static void Receive(PppTurn turn, ushort protocol, ReadOnlyMemory<byte> octets)
    {
        var isFormed = PppPacket.TryParse(octets, out var packet);
        switch (protocol)
        {
            case PppProtocol.Lcp:
                if (isFormed)
                    Lcp.Instance.Receive(turn, packet);
                break;

            // Before LCP is open, and while it closes, everything else is silently discarded.
            case var _ when !turn.State.Lcp.IsOpen:
                break;

            case PppProtocol.Pap or PppProtocol.Chap when IsAgreed(turn.State, protocol):
                if (isFormed)
                    ReceiveProof(turn, protocol, packet);
                break;

            // While we authenticate, so is what belongs to the network phase, and the peer will repeat it; but it need not if only our verdict is missing.
            case var _ when turn.State.Phase is not PppPhase.Network:
                if (isFormed)
                    EarlyRequests.Keep(turn, protocol, packet);
                break;

            // The network phase is elsewhere, and not ready for them yet: the peer will repeat it.
            case var _ when turn.Settings.NetworksElsewhere && !PppProtocol.IsLinkControl(protocol):
                break;

            case PppProtocol.Ipcp when turn.Settings.Ipv4:
                if (isFormed)
                    Ipcp.Instance.Receive(turn, packet);
                break;
            case PppProtocol.Ipv6cp when turn.Settings.Ipv6:
                if (isFormed)
                    Ipv6cp.Instance.Receive(turn, packet);
                break;

            // Payload that came before its network was up.
            case PppProtocol.Ipv4 when turn.Settings.Ipv4:
            case PppProtocol.Ipv6 when turn.Settings.Ipv6:
                break;

            // CCP and all that we never heard of. That is an answer, not an end.
            default:
                Lcp.Instance.RejectProtocol(turn, [(byte)(protocol >> 8), (byte)protocol, .. octets.Span]);
                break;
        }
    }

    private static bool IsAgreed(PppState state, ushort protocol) =>
        state.PeerProof is { } peer && ProtocolOf(peer.Method) == protocol
        || state.OwnProof is { } own && ProtocolOf(own.Method) == protocol;

    private static ushort ProtocolOf(AuthMethod method) => method is AuthMethod.Pap ? PppProtocol.Pap : PppProtocol.Chap;

    private static void ReceiveProof(PppTurn turn, ushort protocol, PppPacket packet)
    {
        switch (protocol, packet.Code)
        {
            case (PppProtocol.Pap, (byte)PapCode.AuthenticateRequest):
                PeerAuthentication.ReceivePapRequest(turn, packet);
                break;
            case (PppProtocol.Pap, (byte)PapCode.AuthenticateAck or (byte)PapCode.AuthenticateNak):
                OwnAuthentication.ReceivePapReply(turn, packet);
                break;
            case (PppProtocol.Chap, (byte)ChapCode.Response):
                PeerAuthentication.ReceiveResponse(turn, packet);
                break;
            case (PppProtocol.Chap, (byte)ChapCode.Challenge):
                OwnAuthentication.ReceiveChallenge(turn, packet);
                break;
            case (PppProtocol.Chap, (byte)ChapCode.Success or (byte)ChapCode.Failure):
                OwnAuthentication.ReceiveChapReply(turn, packet);
                break;
        }
    }

    private static void TimerFired(PppTurn turn, PppTimer timer)
    {
        switch (timer)
        {
            case PppTimer.LcpRestart:
                Lcp.Instance.RestartTimerFired(turn);
                break;
            case PppTimer.IpcpRestart:
                Ipcp.Instance.RestartTimerFired(turn);
                break;
            case PppTimer.Ipv6cpRestart:
                Ipv6cp.Instance.RestartTimerFired(turn);
                break;
            case PppTimer.Challenge:
                PeerAuthentication.ChallengeTimerFired(turn);
                break;
            case PppTimer.OwnProof:
                OwnAuthentication.TimerFired(turn);
                break;
            case PppTimer.Echo:
                Lcp.Instance.EchoTimerFired(turn);
                break;
            case PppTimer.Phase:
                Phases.PhaseTimedOut(turn);
                break;
        }
    }
}
