using System.Collections.Immutable;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>Going on from where a LAC left LCP and authentication (RFC 2661 section 4.4.5).</summary>
public class ProxyTests
{
    private const uint LacMagic = 0xcafebabe;

    private static readonly ImmutableArray<byte> Challenge = [.. Enumerable.Range(1, 16).Select(n => (byte)n)];

    private static readonly ProxiedProof
        Pap = new(ProxyAuthenType.Pap, "alice", 42, [], [.. "sesame"u8]),
        Chap = new(ProxyAuthenType.Chap, "alice", 42, Challenge, [.. ChapMd5.Response(42, "sesame", Challenge.AsSpan())]),
        Textual = new(ProxyAuthenType.Textual, "alice", 0, [], [.. "sesame"u8]);

    private static readonly PppSettings Server = new() { PeerAuthentication = [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap] };

    private static ImmutableArray<PppOption> Sent(params PppOption[] options) => [LcpOptions.Mru.Of(1400), LcpOptions.Magic.Of(LacMagic), .. options];

    private static PppOption Ask(AuthMethod method) => LcpOptions.Authentication.Of(method);

    private static readonly ImmutableArray<PppOption> Received = [LcpOptions.Mru.Of(1300), LcpOptions.Magic.Of(0x11111111), LcpOptions.Acfc.Of(true)];

    private static ProxiedLink Link(ImmutableArray<PppOption> sent, ProxiedProof? proof, ImmutableArray<PppOption>? received = null) =>
        new(null, [.. PppOptionList.Write(sent)], [.. PppOptionList.Write(received ?? Received)], proof);

    private static PppSession Start(ProxiedLink link, PppSettings? settings = null) => new PppSession(settings ?? Server).On(new PppEvent.LowerUp(link));

    private static bool BeganAnew(PppSession session) => session.Sent.Any(packet => packet.StartsWith("LCP Configure-Request", StringComparison.Ordinal));

    private static PppSession Judge(PppSession session, string secret = "sesame")
    {
        var credentials = session.The<PppEffect.Verify>().Credentials;
        return session.On(new PppEvent.Verified(credentials, CredentialVerifier.Verify(credentials, secret)));
    }

    [Fact]
    public void Pap_shown_to_the_lac_should_be_judged_and_answered_with_its_identifier()
    {
        var session = Start(Link(Sent(Ask(AuthMethod.Pap)), Pap));
        Assert.False(BeganAnew(session));
        var link = session.The<PppEffect.LinkUp>().Parameters;
        Assert.Equal((1300, true, false), (link.Mtu, link.Acfc, link.Pfc));

        Judge(session);
        Assert.Equal(42, session.SentPacket(PppProtocol.Pap, (byte)PapCode.AuthenticateAck).Identifier);
        session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest);
        Assert.Equal("alice", session.State.User);
    }

    [Fact]
    public void Chap_shown_to_the_lac_should_be_judged_and_answered_with_its_identifier()
    {
        var session = Judge(Start(Link(Sent(Ask(AuthMethod.ChapMd5)), Chap)));
        Assert.Equal(42, session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Success).Identifier);
        session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest);
    }

    [Fact]
    public void Response_that_is_repeated_should_get_the_same_answer()
    {
        var session = Judge(Start(Link(Sent(Ask(AuthMethod.ChapMd5)), Chap)));
        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, 42, Chap.Response.AsSpan(), "alice"));
        Assert.Equal(42, session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Success).Identifier);
    }

    [Fact]
    public void Textual_credentials_should_be_judged_and_nobody_be_answered()
    {
        var session = Judge(Start(Link(Sent(), Textual)));
        Assert.Equal([PppProtocol.Ipcp], session.All<PppEffect.SendFrame>().Select(frame => frame.Protocol));
        Assert.Equal("alice", session.State.User);
    }

    [Theory]
    [InlineData(ProxyAuthenType.Pap, PppProtocol.Pap, (byte)PapCode.AuthenticateNak)]
    [InlineData(ProxyAuthenType.Chap, PppProtocol.Chap, (byte)ChapCode.Failure)]
    public void Wrong_credentials_should_be_refused_and_end_the_session(ProxyAuthenType type, ushort protocol, byte refusal)
    {
        var session = Judge(
            Start(type is ProxyAuthenType.Pap ? Link(Sent(Ask(AuthMethod.Pap)), Pap) : Link(Sent(Ask(AuthMethod.ChapMd5)), Chap)), secret: "another");
        Assert.Equal(42, session.SentPacket(protocol, refusal).Identifier);
        session.SentPacket(PppProtocol.Lcp, LcpCode.TerminateRequest);
        Assert.Equal(PppEndReason.AuthenticationFailed, session.State.End?.Reason);
    }

    public static TheoryData<string, ProxiedLink, PppSettings> Unacceptable => new()
    {
        { "an MRU that we cannot receive", Link([LcpOptions.Mru.Of(1492), Ask(AuthMethod.Pap)], Pap), Server },
        { "no MRU, which means 1500", Link([Ask(AuthMethod.Pap)], Pap), Server },
        { "a method that we do not ask for", Link(Sent(Ask(AuthMethod.Pap)), Pap), Server with { PeerAuthentication = [AuthMethod.ChapMd5] } },
        { "no authentication", Link(Sent(), null), Server },
        { "no authentication, though all else is accepted", Link(Sent(), null), Server with { Proxy = ProxyPolicy.Accept } },
        { "a proof of another kind than agreed upon", Link(Sent(Ask(AuthMethod.Pap)), Chap), Server },
        { "MS-CHAPv2, for which there is no code", Link(Sent(Ask(AuthMethod.MsChapV2)), null), Server with { Proxy = ProxyPolicy.Accept } },
        { "MS-CHAPv1", Link(Sent(LcpOptions.Authentication.Of((AuthMethod)0xc22380)), Pap with { Type = ProxyAuthenType.MsChapV1 }), Server },
        { "multilink", Link(Sent(Ask(AuthMethod.Pap)), Pap, Received.Add(LcpOptions.Mrru.Of([5, 220]))), Server with { Proxy = ProxyPolicy.Accept } },
        { "our authentication", Link(Sent(Ask(AuthMethod.Pap)), Pap, Received.Add(Ask(AuthMethod.Pap))), Server with { Proxy = ProxyPolicy.Accept } },
        { "multilink that the peer granted", Link(Sent(Ask(AuthMethod.Pap), LcpOptions.Mrru.Of([5, 220])), Pap), Server with { Proxy = ProxyPolicy.Accept } },
        { "an option of a vendor", Link(Sent(Ask(AuthMethod.Pap)), Pap, Received.Add(new PppOption(0, [1]))), Server with { Proxy = ProxyPolicy.Accept } },
        { "PAP without the request, which may be answered", Link(Sent(Ask(AuthMethod.Pap)), null), Server },
        { "a profile that asks for no authentication", Link(Sent(Ask(AuthMethod.Pap)), Pap), Server with { PeerAuthentication = [] } },
        { "a peer that takes too little", Link(Sent(Ask(AuthMethod.Pap)), Pap, [LcpOptions.Mru.Of(64)]), Server },
        { "malformed options", Link(Sent(Ask(AuthMethod.Pap)), Pap) with { LastReceived = [1, 9, 0] }, Server },
        { "one side only", Link(Sent(Ask(AuthMethod.Pap)), Pap) with { LastSent = null }, Server },
        { "distrust", Link(Sent(Ask(AuthMethod.Pap)), Pap), Server with { Proxy = ProxyPolicy.Distrust } },
    };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void Lcp_should_begin_anew_with_authentication_after(string what, ProxiedLink link, PppSettings settings)
    {
        Assert.NotEmpty(what);
        var session = Start(link, settings);
        Assert.Equal(
            settings.PeerAuthentication.FirstOrDefault(),
            session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(LcpOptions.Authentication, default));
        Assert.Empty(session.All<PppEffect.Verify>());
        Assert.NotNull(session.The<PppEffect.ProxyJudged>().Objection);
    }

    [Theory]
    [InlineData(1492, AuthMethod.ChapMd5)]
    [InlineData(1400, AuthMethod.MsChapV2)]
    public void Accept_should_take_what_our_terms_would_not(int mru, AuthMethod ours)
    {
        var settings = Server with { Proxy = ProxyPolicy.Accept, PeerAuthentication = [ours] };
        var session = Start(Link([LcpOptions.Mru.Of((ushort)mru), Ask(AuthMethod.Pap)], Pap), settings);
        Assert.False(BeganAnew(session));
        Assert.Equal(AuthMethod.Pap, session.The<PppEffect.Verify>().Credentials.Method);
    }

    [Fact]
    public void Endpoint_discriminator_should_be_no_obstacle() =>
        Assert.False(BeganAnew(Start(Link(Sent(Ask(AuthMethod.Pap)), Pap, Received.Add(LcpOptions.Endpoint.Of([1, 2, 3]))))));

    [Fact]
    public void Profile_without_authentication_should_take_a_peer_without_proof()
    {
        var session = Start(Link(Sent(), null), Server with { PeerAuthentication = [] });
        Assert.False(BeganAnew(session));
        session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest);
    }

    [Fact]
    public void Chap_that_was_not_answered_yet_should_go_on_with_our_challenge()
    {
        var session = Start(Link(Sent(Ask(AuthMethod.ChapMd5)), null));
        Assert.False(BeganAnew(session));
        session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
    }

    [Fact]
    public void Pap_request_that_the_peer_repeats_should_be_answered_with_its_latest_identifier()
    {
        var session = Start(Link(Sent(Ask(AuthMethod.Pap)), Pap));
        var asked = session.The<PppEffect.Verify>().Credentials;
        Assert.Empty(session.Receive(PppProtocol.Pap, PapRequest.Write(43, "alice", "sesame")).Effects);
        session.On(new PppEvent.Verified(asked, CredentialVerifier.Verify(asked, "sesame")));
        Assert.Equal(43, session.SentPacket(PppProtocol.Pap, (byte)PapCode.AuthenticateAck).Identifier);
    }

    [Fact]
    public void Renegotiate_should_begin_lcp_anew_and_spare_the_peer_a_second_proof()
    {
        var session = Start(Link([Ask(AuthMethod.Pap)], Pap), Server with { Proxy = ProxyPolicy.Renegotiate });
        Assert.False(session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Has(LcpOptions.Authentication));

        session.Acknowledge(PppProtocol.Lcp).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(7));
        Judge(session);
        Assert.Equal([PppProtocol.Ipcp], session.All<PppEffect.SendFrame>().Select(frame => frame.Protocol));
        Assert.Equal("alice", session.State.User);
    }

    [Fact]
    public void Renegotiate_should_end_the_session_after_wrong_credentials()
    {
        var session = Start(Link([Ask(AuthMethod.Pap)], Pap), Server with { Proxy = ProxyPolicy.Renegotiate });
        session.Acknowledge(PppProtocol.Lcp).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(7));
        Assert.Equal(PppEndReason.AuthenticationFailed, Judge(session, "another").State.End?.Reason);
    }

    [Fact]
    public void Renegotiate_should_ask_again_who_has_proved_itself_by_a_method_that_we_do_not_ask_for()
    {
        var session = Start(Link([Ask(AuthMethod.Pap)], Pap), Server with { Proxy = ProxyPolicy.Renegotiate, PeerAuthentication = [AuthMethod.ChapMd5] });
        Assert.Equal(AuthMethod.ChapMd5, session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(LcpOptions.Authentication, default));
    }

    [Fact]
    public void Echo_should_be_answered_with_the_magic_number_that_the_lac_announced()
    {
        var session = Judge(Start(Link(Sent(Ask(AuthMethod.Pap)), Pap)));
        session.Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.EchoRequest, 9, [0x11, 0x11, 0x11, 0x11]));
        Assert.Equal([0xca, 0xfe, 0xba, 0xbe], session.SentPacket(PppProtocol.Lcp, LcpCode.EchoReply).Data.ToArray());
    }

    [Fact]
    public void Peer_that_begins_lcp_anew_should_be_asked_for_what_we_ask_for()
    {
        var session = Judge(Start(Link(Sent(Ask(AuthMethod.Pap)), Pap)));
        session.Request(PppProtocol.Lcp, LcpOptions.Magic.Of(9));
        Assert.Equal(AuthMethod.MsChapV2, session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(LcpOptions.Authentication, default));
        Assert.Null(session.State.User);
    }

    [Fact]
    public void Password_should_be_printed_nowhere() => Assert.DoesNotContain("sesame", $"{Link(Sent(), Pap)} {new PppEvent.LowerUp(Link(Sent(), Pap))}");
}
