using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>How far we have come in proving ourselves to the peer.</summary>
/// <param name="Tries">PAP requests, or Responses to the present Challenge, without an answer.</param>
/// <param name="Identifier">Of our last PAP request, or of the Challenge that we answered last.</param>
internal sealed record OwnProof(AuthMethod Method, byte Identifier = 0, int Tries = 0)
{
    /// <summary>The Challenge that we answered last.</summary>
    public ImmutableArray<byte> Challenge { get; init; } = [];

    /// <summary>Our answer to it, given again when the Challenge comes again.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>What an MS-CHAPv2 Success must begin with (RFC 2759 section 5).</summary>
    public string Expected { get; init; } = "";

    public bool IsDone { get; init; }

    public override string ToString() => $"{Method}{(IsDone ? ", done" : "")}";
}

/// <summary>The peer's end of PAP (RFC 1334 section 2), CHAP (RFC 1994) and MS-CHAPv2 (RFC 2759): we want to be let in.</summary>
internal static class OwnAuthentication
{
    public static void Begin(PppTurn turn, AuthMethod method)
    {
        turn.State.OwnProof = new OwnProof(method);
        if (method is AuthMethod.Pap)
            SendPapRequest(turn);
    }

    /// <summary>Requests get lost, and answers too: it is for us to repeat (RFC 1334 section 2.2.1, RFC 1994 section 4.2).</summary>
    public static void TimerFired(PppTurn turn)
    {
        if (turn.State.OwnProof is not { } proof)
            return;
        if (proof.Tries >= turn.Settings.MaxConfigure)
            Phases.Fail(turn, new PppEnd(PppEndReason.AuthenticationTimeout, $"no answer to our {proof.Method}, {proof.Tries} times"));
        else if (proof.Method is AuthMethod.Pap && !proof.IsDone)
            SendPapRequest(turn);
        else if (!proof.Response.IsEmpty)
            SendResponse(turn, proof);
    }

    private static void SendPapRequest(PppTurn turn)
    {
        if (turn.State.OwnProof is not { } proof || turn.Settings.Login is not { } login)
            return;
        proof = proof with { Identifier = (byte)(proof.Identifier + 1), Tries = proof.Tries + 1 };
        turn.State.OwnProof = proof;
        turn.Send(PppProtocol.Pap, PapRequest.Write(proof.Identifier, login.User, login.Password));
        turn.Start(PppTimer.OwnProof, turn.Settings.RestartTimeout);
    }

    public static void ReceivePapReply(PppTurn turn, PppPacket packet)
    {
        if (turn.State.OwnProof is not { Method: AuthMethod.Pap, IsDone: false } proof || packet.Identifier != proof.Identifier)
            return;
        if ((PapCode)packet.Code is PapCode.AuthenticateAck)
            Done(turn, proof);
        else
            Refused(turn, PapReply.ReadMessage(packet.Data.Span));
    }

    public static void ReceiveChallenge(PppTurn turn, PppPacket packet)
    {
        if (turn.State.OwnProof is not { Method: not AuthMethod.Pap } proof || turn.Settings.Login is not { } login
            || !ChapValue.TryParse(packet.Data.Span, out var challenge))
            return;

        // Our own challenge thrown back at us: answering it would hand the peer the answer that we wait for.
        if (turn.State.PeerProof is { } peer && challenge.Value.AsSpan().SequenceEqual(peer.Challenge.AsSpan()))
        {
            Phases.Fail(turn, new PppEnd(PppEndReason.OwnAuthenticationFailed, "the peer sends our own challenge back"));
            return;
        }
        var isRepeated = packet.Identifier == proof.Identifier && challenge.Value.AsSpan().SequenceEqual(proof.Challenge.AsSpan());
        if (!isRepeated || proof.Response.IsEmpty)
        {
            if (proof.Method is AuthMethod.MsChapV2 && challenge.Value.Length != MsChapV2.ChallengeLength)
                return;
            proof = Respond(turn, proof with { Identifier = packet.Identifier, Challenge = challenge.Value, Tries = 0 }, login);
        }
        SendResponse(turn, proof);
    }

    private static void SendResponse(PppTurn turn, OwnProof proof)
    {
        turn.State.OwnProof = proof with { Tries = proof.Tries + 1 };
        turn.Emit(new PppEffect.SendFrame(PppProtocol.Chap, proof.Response));
        turn.Start(PppTimer.OwnProof, turn.Settings.RestartTimeout);
    }

    private static OwnProof Respond(PppTurn turn, OwnProof proof, PppLogin login)
    {
        var challenge = proof.Challenge.AsSpan();
        if (proof.Method is AuthMethod.ChapMd5)
        {
            var value = ChapMd5.Response(proof.Identifier, login.Password, challenge);
            return proof with { Response = ChapValue.Write(ChapCode.Response, proof.Identifier, value, login.User) };
        }

        var peerChallenge = turn.Nonce(MsChapV2.ChallengeLength).AsSpan();
        var ntResponse = MsChapV2.GenerateNtResponse(challenge, peerChallenge, login.User, login.Password);
        return proof with
        {
            Response = ChapValue.Write(ChapCode.Response, proof.Identifier, MsChapV2Response.Write(peerChallenge, ntResponse), login.User),
            Expected = MsChapV2.GenerateAuthenticatorResponse(login.Password, ntResponse, peerChallenge, challenge, login.User),
        };
    }

    public static void ReceiveChapReply(PppTurn turn, PppPacket packet)
    {
        if (turn.State.OwnProof is not { Method: not AuthMethod.Pap, Response.IsEmpty: false } proof
            || packet.Identifier != proof.Identifier)
            return;
        var message = ChapReply.ReadMessage(packet.Data.Span);
        if ((ChapCode)packet.Code is ChapCode.Failure)
            Refused(turn, message);
        else if (message.StartsWith(proof.Expected, StringComparison.OrdinalIgnoreCase))
            Done(turn, proof with { Response = default, Expected = "" });
        else
            Phases.Fail(turn, new PppEnd(PppEndReason.OwnAuthenticationFailed, "the server does not know our password"));
    }

    private static void Done(PppTurn turn, OwnProof proof)
    {
        turn.Cancel(PppTimer.OwnProof);
        turn.State.OwnProof = proof with { IsDone = true };
        Phases.AuthenticationAdvanced(turn);
    }

    private static void Refused(PppTurn turn, string message) =>
        Phases.Fail(turn, new PppEnd(PppEndReason.OwnAuthenticationFailed, $"the peer refuses us: {OctetText.Quote(message)}"));
}
