using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>The authenticator's end of PAP (RFC 1334 section 2), CHAP (RFC 1994) and MS-CHAPv2 (RFC 2759).</summary>
internal static class PeerAuthentication
{
    public static void Begin(PppTurn turn, AuthMethod method)
    {
        turn.State.PeerProof = new PeerProof(method, 0, []);
        if (method is not AuthMethod.Pap)       // With PAP it is the peer who begins.
            NewChallenge(turn);
    }

    /// <summary>The peer has said all it has to say, to the LAC: what is left is to judge it, and to answer with its identifier.</summary>
    public static void TakeOver(PppTurn turn, ProxiedProof proof, Credentials credentials, bool isAwaited)
    {
        turn.State.PeerProof = new PeerProof(credentials.Method, proof.Id, proof.Challenge, Asked: credentials) { IsAwaited = isAwaited };
        turn.Emit(new PppEffect.Verify(credentials));
    }

    /// <summary>
    /// No Response yet: the same Challenge again. In an open session: the time for a new one has come (RFC 1994 section 2).
    /// </summary>
    public static void ChallengeTimerFired(PppTurn turn)
    {
        if (turn.State.PeerProof is not { } proof || proof.Method is AuthMethod.Pap)
            return;
        if (proof.Verdict is not null)
            NewChallenge(turn);
        else if (proof.Tries < turn.Settings.MaxConfigure)
            SendChallenge(turn, proof);
        else
            Phases.Fail(turn, new PppEnd(PppEndReason.AuthenticationTimeout, $"{proof.Tries} Challenges without a Response"));
    }

    /// <summary>The identifier and the value must both be new (RFC 1994 section 4.1).</summary>
    private static void NewChallenge(PppTurn turn)
    {
        var proof = turn.State.PeerProof!;
        SendChallenge(turn, proof with
        {
            Identifier = (byte)(proof.Identifier + 1), Challenge = turn.Nonce(MsChapV2.ChallengeLength),
            Tries = 0, Asked = null, Verdict = null, Refused = null,
        });
    }

    private static void SendChallenge(PppTurn turn, PeerProof proof)
    {
        turn.State.PeerProof = proof with { Tries = proof.Tries + 1 };
        turn.Send(PppProtocol.Chap,
            ChapValue.Write(ChapCode.Challenge, proof.Identifier, proof.Challenge.AsSpan(), turn.Settings.LocalName));
        turn.Start(PppTimer.Challenge, turn.Settings.RestartTimeout);
    }

    public static void ReceivePapRequest(PppTurn turn, PppPacket packet)
    {
        if (turn.State.PeerProof is not { Method: AuthMethod.Pap } proof || !PapRequest.TryParse(packet.Data.Span, out var request))
            return;

        // The answer may have been lost; whatever the peer says now, it is the one that it got (RFC 1334 section 2.2.1).
        proof = proof with { Identifier = packet.Identifier };
        turn.State.PeerProof = proof;
        if (proof.Verdict is { } verdict)
            Answer(turn, proof, verdict);
        else if (proof.Asked is null)
            Ask(turn, proof, new PapCredentials(request.PeerId, request.Password));
    }

    public static void ReceiveResponse(PppTurn turn, PppPacket packet)
    {
        if (turn.State.PeerProof is not { Method: not AuthMethod.Pap } proof || !ChapValue.TryParse(packet.Data.Span, out var response))
            return;
        if (proof.IsRetriedBy(packet.Identifier, response))
            proof = proof with { Identifier = packet.Identifier, Verdict = null, Refused = null };
        if (packet.Identifier != proof.Identifier)
            return;

        if (proof.Verdict is { } verdict)
            Answer(turn, proof, verdict);       // RFC 1994 section 4.1: the same answer to a repeated Response.
        else if (proof.Asked is null && Read(proof, response) is { } credentials)
        {
            turn.Cancel(PppTimer.Challenge);
            Ask(turn, proof, credentials);
        }
    }

    private static Credentials? Read(PeerProof proof, ChapValue response) => proof.Method switch
    {
        AuthMethod.ChapMd5 when response.Value.Length == ChapMd5.ResponseLength =>
            new ChapMd5Credentials(response.Name, proof.Identifier, proof.Challenge, response.Value),
        AuthMethod.MsChapV2 when MsChapV2Response.TryParse(response.Value, out var value) =>
            new MsChapV2Credentials(response.Name, proof.Identifier, proof.Challenge, value.PeerChallenge, value.NtResponse, value.Flags),
        _ => null,
    };

    private static void Ask(PppTurn turn, PeerProof proof, Credentials credentials)
    {
        turn.State.PeerProof = proof with { Asked = credentials };
        if (turn.Settings.HandsOver)
            Phases.HandOver(turn);
        else
            turn.Emit(new PppEffect.Verify(credentials));
    }

    public static void Verified(PppTurn turn, Credentials credentials, Verdict verdict)
    {
        // An answer to what was asked before LCP started over is nobody's.
        if (turn.State.PeerProof is not { } proof || !ReferenceEquals(proof.Asked, credentials))
            return;

        if (verdict.IsAccepted && proof.IsDone && credentials.User != turn.State.User)
            verdict = CredentialVerifier.Refuse(credentials, "another user answers the new challenge");
        if (verdict is { IsAccepted: false, MayRetry: true } && credentials is MsChapV2Credentials refused && !proof.IsDone
            && turn.State.Retries < turn.Settings.AuthenticationRetries)
        {
            LetRetry(turn, proof, refused, verdict);
            return;
        }

        proof = proof with { Asked = null, Verdict = verdict, IsDone = verdict.IsAccepted };
        turn.State.PeerProof = proof;
        Answer(turn, proof, verdict);
        if (!verdict.IsAccepted)
        {
            Phases.Fail(turn, PeerProof.Ended(credentials, verdict));
            return;
        }
        turn.State.User = credentials.User;
        if (proof is { Method: not AuthMethod.Pap, IsAwaited: true } && turn.Settings.Rechallenge is { } interval)
            turn.Start(PppTimer.Challenge, interval);
        Phases.AuthenticationAdvanced(turn);
    }

    /// <summary>From here on no short timer runs, for it is a person who is asked for another password (RFC 2759 section 6).</summary>
    private static void LetRetry(PppTurn turn, PeerProof proof, MsChapV2Credentials refused, Verdict verdict)
    {
        var challenge = turn.Nonce(MsChapV2.ChallengeLength);
        verdict = CredentialVerifier.LetRetry(verdict, challenge.AsSpan());
        turn.State.PeerProof = proof with { Challenge = challenge, Asked = null, Verdict = verdict, Refused = refused };
        turn.Emit(new PppEffect.RetryAllowed(refused.User, verdict.Reason, turn.Settings.AuthenticationRetries - turn.State.Retries));
        (turn.State.Retries, turn.State.Early) = (turn.State.Retries + 1, null);
        Answer(turn, proof, verdict);
        turn.Start(PppTimer.Phase, turn.Settings.AuthenticationTimeout);
    }

    private static void Answer(PppTurn turn, PeerProof proof, Verdict verdict)
    {
        if (!proof.IsAwaited)
            return;
        if (proof.Method is AuthMethod.Pap)
            turn.Send(PppProtocol.Pap, PapReply.Write(
                verdict.IsAccepted ? PapCode.AuthenticateAck : PapCode.AuthenticateNak, proof.Identifier, verdict.Message));
        else
            turn.Send(PppProtocol.Chap, ChapReply.Write(
                verdict.IsAccepted ? ChapCode.Success : ChapCode.Failure, proof.Identifier, verdict.Message));
    }
}
