using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>Both ends of PAP and CHAP, frame by frame.</summary>
public class AuthenticationTests
{
    private static readonly PppSettings Server = new() { LocalName = "lns", LocalAddress = IPAddress.Parse("10.0.0.1") };

    private static readonly PppSettings Client = new() { Role = PppRole.Client, Login = new PppLogin("alice", "sesame") };

    private static PppSession Authenticator(AuthMethod method) => new PppSession(Server with { PeerAuthentication = [method] }).OpenLink();

    private static PppSession Peer(AuthMethod method) => new PppSession(Client).OpenLink(LcpOptions.Authentication.Of(method));

    private static PppSession Respond(PppSession session)
    {
        var challenge = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.True(ChapValue.TryParse(challenge.Data.Span, out var value));
        return session.Receive(PppProtocol.Chap, ChapValue.Write(
            ChapCode.Response, challenge.Identifier, ChapMd5.Response(challenge.Identifier, "sesame", value.Value.AsSpan()), "alice"));
    }

    private static PppSession Judge(PppSession session, string secret = "sesame")
    {
        var credentials = session.The<PppEffect.Verify>().Credentials;
        return session.On(new PppEvent.Verified(credentials, CredentialVerifier.Verify(credentials, secret)));
    }

    [Fact]
    public void Pap_request_should_be_verified_once_and_its_answer_repeated()       // RFC 1334 section 2.2.1
    {
        var session = Authenticator(AuthMethod.Pap).Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame"));
        var asked = session.The<PppEffect.Verify>().Credentials;
        Assert.Empty(session.Receive(PppProtocol.Pap, PapRequest.Write(2, "alice", "sesame")).Effects);
        session.On(new PppEvent.Verified(asked, new Verdict(true)));
        Assert.Equal(2, session.SentPacket(PppProtocol.Pap, (byte)PapCode.AuthenticateAck).Identifier);
        Assert.Equal((PppPhase.Network, "alice"), (session.State.Phase, session.State.User));

        // The Ack was lost. Whoever it is that asks now, nothing is verified again.
        session.Receive(PppProtocol.Pap, PapRequest.Write(3, "mallory", "?"));
        Assert.Equal("PAP Authenticate-Ack id 3", Assert.Single(session.Sent));
        Assert.Equal("alice", session.State.User);
    }

    [Fact]
    public void Pap_refusal_should_be_said_before_the_link_is_closed()
    {
        var session = Judge(Authenticator(AuthMethod.Pap).Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "wrong")));
        Assert.Equal(["PAP Authenticate-Nak id 1 \"Access denied\"", "LCP Terminate-Request id 2 \"AuthenticationFailed\""], session.Sent);
        Assert.Equal(PppEndReason.AuthenticationFailed, session.State.End!.Reason);
    }

    [Fact]
    public void Challenge_should_be_repeated_as_it_was_until_max_configure()
    {
        var session = Authenticator(AuthMethod.ChapMd5);
        var challenge = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        for (var i = 1; i < Server.MaxConfigure; i++)
        {
            var again = session.Fire(PppTimer.Challenge).SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
            Assert.Equal((challenge.Identifier, Convert.ToHexString(challenge.Data.Span)), (again.Identifier, Convert.ToHexString(again.Data.Span)));
        }
        Assert.Equal(PppEndReason.AuthenticationTimeout, session.Fire(PppTimer.Challenge).State.End!.Reason);
    }

    [Fact]
    public void Response_to_another_challenge_should_be_discarded()
    {
        var session = Authenticator(AuthMethod.ChapMd5);
        var challenge = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.Empty(session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, (byte)(challenge.Identifier + 1), new byte[16], "alice")).Effects);
        Assert.Empty(session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, challenge.Identifier, new byte[17], "alice")).Effects);
    }

    [Fact]
    public void Repeated_response_should_be_answered_as_before()       // RFC 1994 section 4.2
    {
        var session = Authenticator(AuthMethod.ChapMd5);
        var identifier = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge).Identifier;
        Judge(Respond(session)).SentPacket(PppProtocol.Chap, (byte)ChapCode.Success);
        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, identifier, new byte[16], "mallory"));
        Assert.Equal($"CHAP Success id {identifier} \"Access granted\"", Assert.Single(session.Sent));
        Assert.Equal("alice", session.State.User);
    }

    [Fact]
    public void Later_challenge_should_be_new_and_must_be_met_by_the_same_user()      // RFC 1994 section 4.1
    {
        var session = new PppSession(Server with { PeerAuthentication = [AuthMethod.ChapMd5], Rechallenge = TimeSpan.FromMinutes(5) }).OpenLink();
        var first = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Judge(Respond(session));
        Assert.Contains(new PppEffect.StartTimer(PppTimer.Challenge, TimeSpan.FromMinutes(5)), session.Effects);

        var second = session.Fire(PppTimer.Challenge).SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.NotEqual(first.Identifier, second.Identifier);
        Assert.NotEqual(Convert.ToHexString(first.Data.Span), Convert.ToHexString(second.Data.Span));

        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, second.Identifier, new byte[16], "mallory"));
        session.On(new PppEvent.Verified(session.The<PppEffect.Verify>().Credentials, new Verdict(true)));
        session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Failure);
        Assert.Equal(PppEndReason.AuthenticationFailed, session.State.End!.Reason);
    }

    [Fact]
    public void Verdict_on_what_was_asked_before_lcp_started_over_should_be_nobodys()
    {
        var session = Respond(Authenticator(AuthMethod.ChapMd5));
        var stale = session.The<PppEffect.Verify>().Credentials;
        session.Request(PppProtocol.Lcp, LcpOptions.Magic.Of(5)).Acknowledge(PppProtocol.Lcp);
        Assert.Empty(session.On(new PppEvent.Verified(stale, new Verdict(true))).Effects);
        Assert.Equal(PppPhase.Authenticate, session.State.Phase);
    }

    [Fact]
    public void Network_protocols_should_be_discarded_until_the_peer_is_authenticated()       // RFC 1661 section 3.5
    {
        var session = Authenticator(AuthMethod.ChapMd5);
        Assert.Empty(session.Request(PppProtocol.Ipcp, IpcpOptions.Address.Of(IPAddress.Any)).Effects);
        Assert.Empty(session.Receive(PppProtocol.Ipv4, [0x45]).Effects);
    }

    [Fact]
    public void Pap_request_of_ours_should_be_repeated_under_a_new_identifier_and_only_its_own_answer_count()
    {
        var session = Peer(AuthMethod.Pap);
        Assert.Contains("PAP Authenticate-Request id 1 [\"alice\" password ***]", session.Sent);
        Assert.Equal("PAP Authenticate-Request id 2 [\"alice\" password ***]", Assert.Single(session.Fire(PppTimer.OwnProof).Sent));
        Assert.Empty(session.Receive(PppProtocol.Pap, PapReply.Write(PapCode.AuthenticateAck, 1, "")).Effects);
        Assert.Equal(PppPhase.Network, session.Receive(PppProtocol.Pap, PapReply.Write(PapCode.AuthenticateAck, 2, "")).State.Phase);
    }

    [Fact]
    public void Repeated_challenge_should_get_the_same_response()
    {
        var session = Peer(AuthMethod.MsChapV2);
        var challenge = ChapValue.Write(ChapCode.Challenge, 9, new byte[16], "lns");
        var first = session.Receive(PppProtocol.Chap, challenge).SentPacket(PppProtocol.Chap, (byte)ChapCode.Response);
        var second = session.Receive(PppProtocol.Chap, challenge).SentPacket(PppProtocol.Chap, (byte)ChapCode.Response);
        Assert.Equal(Convert.ToHexString(first.Data.Span), Convert.ToHexString(second.Data.Span));
    }

    [Fact]
    public void Response_should_be_repeated_while_no_answer_comes()
    {
        var session = Peer(AuthMethod.ChapMd5).Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Challenge, 9, new byte[16], "lns"));
        for (var i = 1; i < Client.MaxConfigure; i++)
            session.Fire(PppTimer.OwnProof).SentPacket(PppProtocol.Chap, (byte)ChapCode.Response);
        Assert.Equal(PppEndReason.AuthenticationTimeout, session.Fire(PppTimer.OwnProof).State.End!.Reason);
    }

    [Fact]
    public void Failure_should_end_the_session_with_the_words_of_the_server()
    {
        var session = Peer(AuthMethod.ChapMd5).Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Challenge, 9, new byte[16], "lns"));
        session.Receive(PppProtocol.Chap, ChapReply.Write(ChapCode.Failure, 9, "go\naway"));
        Assert.Equal(new PppEnd(PppEndReason.OwnAuthenticationFailed, "the peer refuses us: \"go\\x0aaway\""), session.State.End);
    }

    [Fact]
    public void Success_without_a_response_of_ours_should_be_discarded() =>
        Assert.Empty(Peer(AuthMethod.ChapMd5).Receive(PppProtocol.Chap, ChapReply.Write(ChapCode.Success, 0, "")).Effects);

    [Fact]
    public void Our_own_challenge_should_not_be_answered_for_the_peer()
    {
        var session = new PppSession(Server with { PeerAuthentication = [AuthMethod.ChapMd5], Login = new PppLogin("lns", "sesame") })
            .OpenLink(LcpOptions.Authentication.Of(AuthMethod.ChapMd5));
        var challenge = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        session.Receive(PppProtocol.Chap, PppPacket.Write((byte)ChapCode.Challenge, challenge.Identifier, challenge.Data.Span));
        Assert.Equal(PppEndReason.OwnAuthenticationFailed, session.State.End!.Reason);
        Assert.DoesNotContain(session.All<PppEffect.SendFrame>(), frame => frame.Protocol == PppProtocol.Chap);
    }

    [Fact]
    public void Demand_to_authenticate_should_be_rejected_by_who_has_no_login() =>
        Assert.Single(new PppSession(Server).On(PppEvent.LowerUp.Instance)
            .Request(PppProtocol.Lcp, LcpOptions.Authentication.Of(AuthMethod.Pap)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureReject));

    [Fact]
    public void Method_that_we_do_not_want_should_be_naked_with_our_best()
    {
        var eap = new PppOption(LcpOptions.Authentication.Type, [0xc2, 0x27]);
        var session = new PppSession(Client).On(PppEvent.LowerUp.Instance).Request(PppProtocol.Lcp, eap);
        Assert.Equal([LcpOptions.Authentication.Of(AuthMethod.MsChapV2)], session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureNak).ToArray());
    }
}
