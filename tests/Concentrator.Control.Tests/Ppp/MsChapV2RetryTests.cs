using System.Net;
using System.Text.RegularExpressions;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>A peer that is let try again after a wrong password (RFC 2759 sections 6 and 9.1).</summary>
public class MsChapV2RetryTests
{
    private static readonly PppSettings Server = new()
    {
        LocalName = "lns", LocalAddress = IPAddress.Parse("10.0.0.1"), PeerAuthentication = [AuthMethod.MsChapV2], AuthenticationRetries = 2,
    };

    /// <summary>The peer is asked who it is.</summary>
    private static (PppSession Session, byte Id, byte[] Challenge) Challenged(PppSettings? settings = null)
    {
        var session = new PppSession(settings ?? Server).OpenLink();
        var packet = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.True(ChapValue.TryParse(packet.Data.Span, out var challenge));
        return (session, packet.Identifier, [.. challenge.Value]);
    }

    private static byte[] Response(byte id, byte[] challenge, string password) => ChapValue.Write(
        ChapCode.Response, id, MsChapV2Response.Write(new byte[16], MsChapV2.GenerateNtResponse(challenge, new byte[16], "alice", password)), "alice");

    /// <summary>The peer answers, and is judged.</summary>
    private static PppSession Try(PppSession session, byte id, byte[] challenge, string password)
    {
        var credentials = session.Receive(PppProtocol.Chap, Response(id, challenge, password)).The<PppEffect.Verify>().Credentials;
        return session.On(new PppEvent.Verified(credentials, CredentialVerifier.Verify(credentials, "sesame")));
    }

    /// <summary>The challenge in a Failure that allows a retry.</summary>
    private static byte[] Allowed(PppSession session, byte id)
    {
        var failure = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Failure);
        Assert.Equal(id, failure.Identifier);
        var message = Regex.Match(ChapReply.ReadMessage(failure.Data.Span), "^E=691 R=1 C=([0-9A-F]{32}) V=3 M=.+$");
        Assert.True(message.Success);
        return Convert.FromHexString(message.Groups[1].Value);
    }

    private static (PppSession Session, byte Id, byte[] Challenge) Refused(PppSettings? settings = null)
    {
        var (session, id, challenge) = Challenged(settings);
        return (session, id, Allowed(Try(session, id, challenge, "simsim"), id));
    }

    private static void AssertFinal(PppSession session)
    {
        var message = ChapReply.ReadMessage(session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Failure).Data.Span);
        Assert.StartsWith("E=691 R=0 ", message);
        Assert.Equal(PppEndReason.AuthenticationFailed, session.State.End?.Reason);
    }

    [Fact]
    public void Wrong_password_should_be_answered_with_another_challenge_and_no_short_timer()
    {
        var (session, id, first) = Challenged();
        Try(session, id, first, "simsim");
        Assert.NotEqual(first, Allowed(session, id));
        Assert.Equal(new PppEffect.RetryAllowed("alice", "wrong password", 2), session.The<PppEffect.RetryAllowed>());
        Assert.Equal([new PppEffect.StartTimer(PppTimer.Phase, Server.AuthenticationTimeout)], session.All<PppEffect.StartTimer>());
        Assert.Equal(PppPhase.Authenticate, session.State.Phase);
        Assert.Null(session.State.End);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Retry_should_be_accepted_with_the_next_identifier_and_with_the_same(int step)
    {
        var (session, id, challenge) = Refused();
        Try(session, (byte)(id + step), challenge, "sesame");
        var success = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Success);
        var proof = MsChapV2.GenerateAuthenticatorResponse(
            "sesame", MsChapV2.GenerateNtResponse(challenge, new byte[16], "alice", "sesame"), new byte[16], challenge, "alice");
        Assert.Equal((byte)(id + step), success.Identifier);
        Assert.StartsWith(proof, ChapReply.ReadMessage(success.Data.Span));
        Assert.Equal((PppPhase.Network, "alice"), (session.State.Phase, session.State.User));
    }

    [Fact]
    public void Retry_should_be_judged_by_the_challenge_of_the_failure()
    {
        var (session, id, first) = Challenged();
        Try(session, id, first, "simsim");
        Allowed(Try(session, (byte)(id + 1), first, "sesame"), (byte)(id + 1));
    }

    [Fact]
    public void Retry_should_not_be_taken_with_any_other_identifier()
    {
        var (session, id, challenge) = Refused();
        Assert.Empty(session.Receive(PppProtocol.Chap, Response((byte)(id + 2), challenge, "sesame")).Effects);
        Assert.Empty(session.Receive(PppProtocol.Chap, Response((byte)(id - 1), challenge, "sesame")).Effects);
    }

    [Fact]
    public void Refused_response_that_is_repeated_should_get_the_same_failure_again()
    {
        var (session, id, first) = Challenged();
        Try(session, id, first, "simsim");
        var failure = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Failure);
        session.Receive(PppProtocol.Chap, Response(id, first, "simsim"));
        Assert.Equal(failure.Data.ToArray(), session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Failure).Data.ToArray());
        Assert.Single(session.Effects);
    }

    [Fact]
    public void Last_try_should_be_final()
    {
        var (session, id, challenge) = Refused();
        challenge = Allowed(Try(session, ++id, challenge, "simsim"), id);
        AssertFinal(Try(session, ++id, challenge, "simsim"));
    }

    [Fact]
    public void Lcp_that_begins_anew_should_bring_no_further_tries()
    {
        var (session, _, _) = Refused(Server with { AuthenticationRetries = 1 });
        session.Request(PppProtocol.Lcp, LcpOptions.Magic.Of(7)).Acknowledge(PppProtocol.Lcp);
        var packet = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.True(ChapValue.TryParse(packet.Data.Span, out var challenge));
        AssertFinal(Try(session, packet.Identifier, [.. challenge.Value], "simsim"));
    }

    [Fact]
    public void Refusal_should_be_final_by_default()
    {
        var (session, id, challenge) = Challenged(Server with { AuthenticationRetries = PppSettings.Default.AuthenticationRetries });
        AssertFinal(Try(session, id, challenge, "simsim"));
    }

    [Fact]
    public void Refusal_for_another_reason_than_the_password_should_be_final()
    {
        var (session, id, challenge) = Challenged();
        var credentials = session.Receive(PppProtocol.Chap, Response(id, challenge, "sesame")).The<PppEffect.Verify>().Credentials;
        AssertFinal(session.On(new PppEvent.Verified(credentials, CredentialVerifier.Refuse(credentials, "is logged in already"))));
    }

    [Fact]
    public void Refusal_in_an_open_session_should_be_final()
    {
        var (session, id, challenge) = Challenged(Server with { Rechallenge = TimeSpan.FromMinutes(5) });
        Try(session, id, challenge, "sesame");
        var packet = session.Fire(PppTimer.Challenge).SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.True(ChapValue.TryParse(packet.Data.Span, out var second));
        AssertFinal(Try(session, packet.Identifier, [.. second.Value], "simsim"));
    }

    [Theory]
    [InlineData(AuthMethod.Pap)]
    [InlineData(AuthMethod.ChapMd5)]
    public void Refusal_by_another_method_should_be_final(AuthMethod method)
    {
        var session = new PppSession(Server with { PeerAuthentication = [method] }).OpenLink();
        if (method is AuthMethod.Pap)
            session.Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "simsim"));
        else
            session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge).Identifier, new byte[16], "alice"));
        var credentials = session.The<PppEffect.Verify>().Credentials;
        session.On(new PppEvent.Verified(credentials, CredentialVerifier.Verify(credentials, "sesame")));
        Assert.Equal(PppEndReason.AuthenticationFailed, session.State.End?.Reason);
    }

    public static TheoryData<PppEvent> WaysToGiveUp => new()
    {
        new PppEvent.FrameReceived(PppProtocol.Lcp, PppPacket.Write(LcpCode.TerminateRequest, 9)),
        new PppEvent.TimerFired(PppTimer.Phase),
    };

    [Theory]
    [MemberData(nameof(WaysToGiveUp))]
    public void Peer_that_makes_no_use_of_its_retry_should_end_for_its_wrong_password(PppEvent end)
    {
        var (session, _, _) = Refused();
        Assert.Equal(new PppEnd(PppEndReason.AuthenticationFailed, "\"alice\": wrong password"), session.On(end).State.End);
    }

    [Fact]
    public void Peer_that_leaves_while_its_retry_is_judged_should_end_as_who_leaves()
    {
        var (session, id, challenge) = Refused();
        session.Receive(PppProtocol.Chap, Response((byte)(id + 1), challenge, "sesame"));
        session.Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.TerminateRequest, 9));
        Assert.Equal(PppEndReason.PeerTerminated, session.State.End?.Reason);
    }

    [Fact]
    public void Challenge_of_a_failure_should_not_be_answered_for_the_peer()
    {
        var session = new PppSession(Server with { Login = new PppLogin("lns", "sesame") }).OpenLink(LcpOptions.Authentication.Of(AuthMethod.MsChapV2));
        var packet = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.True(ChapValue.TryParse(packet.Data.Span, out var first));
        var challenge = Allowed(Try(session, packet.Identifier, [.. first.Value], "simsim"), packet.Identifier);
        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Challenge, 5, challenge, "mallory"));
        Assert.Equal(PppEndReason.OwnAuthenticationFailed, session.State.End?.Reason);
        Assert.All(session.All<PppEffect.SendFrame>(), frame => Assert.Equal(PppProtocol.Lcp, frame.Protocol));
    }

    [Fact]
    public void Request_that_came_early_should_be_forgotten_with_the_refusal()
    {
        var (session, id, first) = Challenged();
        var credentials = session.Receive(PppProtocol.Chap, Response(id, first, "simsim")).The<PppEffect.Verify>().Credentials;
        session.Request(PppProtocol.Ipcp, IpcpOptions.Address.Of(IPAddress.Any));
        session.On(new PppEvent.Verified(credentials, CredentialVerifier.Verify(credentials, "sesame")));
        Try(session, ++id, Allowed(session, (byte)(id - 1)), "sesame");
        Assert.Equal(PppPhase.Network, session.State.Phase);
        Assert.Empty(session.All<PppEffect.RequestAddress>());
    }

    [Fact]
    public void Failure_with_leave_to_retry_should_end_our_own_attempt()
    {
        var session = new PppSession(new PppSettings { Role = PppRole.Client, Login = new PppLogin("alice", "simsim") })
            .OpenLink(LcpOptions.Authentication.Of(AuthMethod.MsChapV2));
        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Challenge, 9, new byte[16], "lns"));
        session.Receive(PppProtocol.Chap, ChapReply.Write(ChapCode.Failure, 9, "E=691 R=1 C=00112233445566778899AABBCCDDEEFF V=3 M=no"));
        Assert.Equal(PppEndReason.OwnAuthenticationFailed, session.State.End?.Reason);
    }
}
