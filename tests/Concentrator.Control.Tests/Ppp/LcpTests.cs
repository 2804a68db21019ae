using System.Buffers.Binary;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.Protocol.Ppp.LcpOptions;

namespace Concentrator.Control.Tests.Ppp;

public class LcpTests
{
    private static readonly PppSettings Settings = new() { PeerAuthentication = [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap] };

    private static PppSession Started(PppSettings? settings = null) => new PppSession(settings ?? Settings).On(PppEvent.LowerUp.Instance);

    private static PppSession Opened(PppSettings? settings = null, params PppOption[] options) =>
        new PppSession(settings ?? new PppSettings()).OpenLink(options);

    [Fact]
    public void First_request_should_ask_for_what_the_settings_say()
    {
        var options = Started(Settings with { Accm = 0 }).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest);
        Assert.Equal([Mru.Type, Accm.Type, Authentication.Type, Magic.Type, Pfc.Type, Acfc.Type], options.Select(option => option.Type));
        Assert.Equal(AuthMethod.MsChapV2, options.Get(Authentication, default));
        Assert.NotEqual(0u, options.Get(Magic, 0u));
    }

    [Fact]
    public void Default_values_should_not_be_asked_for() =>       // RFC 1661 section 5.1
        Assert.False(Started(Settings with { Mru = 1500 }).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Has(Mru));

    [Fact]
    public void Unknown_options_should_be_rejected_before_any_is_naked()
    {
        var session = Started().Request(PppProtocol.Lcp, Mru.Of(10), new PppOption(99, [1]), Quality.Of([0xc0, 0x25]));
        Assert.Equal([new PppOption(99, [1]), Quality.Of([0xc0, 0x25])], session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureReject).ToArray());
    }

    [Fact]
    public void Small_mru_should_be_naked_with_ours() =>
        Assert.Equal([Mru.Of(1400)], Started().Request(PppProtocol.Lcp, Mru.Of(10), Pfc.Of(true)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureNak).ToArray());

    [Fact]
    public void Large_mru_should_be_naked_with_the_largest_that_the_link_carries() =>       // RFC 2516 section 7
        Assert.Equal(
            [Mru.Of(1492)],
            Started(Settings with { LargestPeerMru = 1492 }).Request(PppProtocol.Lcp, Mru.Of(1500)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureNak).ToArray());

    [Fact]
    public void Over_Ethernet_acfc_and_accm_should_neither_be_asked_for_nor_granted()       // RFC 2516 section 7
    {
        var session = Started(Settings with { Accm = 0, IsOverEthernet = true });
        Assert.Equal([Mru.Type, Authentication.Type, Magic.Type], session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Select(option => option.Type));
        Assert.Equal(
            [Accm.Of(0), Acfc.Of(true)],
            session.Request(PppProtocol.Lcp, Accm.Of(0), Pfc.Of(true), Acfc.Of(true)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureReject).ToArray());
    }

    [Fact]
    public void Option_that_comes_twice_should_be_rejected() =>
        Assert.Single(Started().Request(PppProtocol.Lcp, Mru.Of(1400), Mru.Of(1300)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureReject));

    [Fact]
    public void Acknowledgement_should_be_the_request_octet_for_octet()
    {
        var options = new[] { Acfc.Of(true), Magic.Of(7), Mru.Of(1492), Accm.Of(0x000a0000) };
        Assert.Equal(options, Started().Request(PppProtocol.Lcp, options).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureAck).ToArray());
    }

    [Fact]
    public void Link_parameters_should_be_what_was_agreed()
    {
        var link = Opened(null, Mru.Of(1300), Accm.Of(0), Pfc.Of(true)).The<PppEffect.LinkUp>().Parameters;
        Assert.Equal(new LinkParameters(Mtu: 1300, Acfc: false, Pfc: true, SendAccm: 0, ReceiveAccm: 0xffff_ffff), link);
    }

    [Fact]
    public void Link_should_never_carry_more_than_our_own_setting() =>
        Assert.Equal(1400, Opened(null, Mru.Of(1500)).The<PppEffect.LinkUp>().Parameters.Mtu);

    [Fact]
    public void Request_that_is_not_answered_should_be_repeated_as_it_was_and_given_up_after_max_configure()
    {
        var session = Started();
        var first = session.Sent.Single();
        for (var i = 1; i < Settings.MaxConfigure; i++)
            Assert.Equal(first, session.Fire(PppTimer.LcpRestart).Sent.Single());
        Assert.Equal(PppEndReason.LcpTimeout, session.Fire(PppTimer.LcpRestart).The<PppEffect.Terminated>().End.Reason);
        Assert.Empty(session.Request(PppProtocol.Lcp).Effects);
    }

    [Theory]
    [InlineData(LcpCode.ConfigureAck, 1)]       // another identifier
    [InlineData(LcpCode.ConfigureNak, 1)]
    [InlineData(LcpCode.ConfigureReject, 1)]
    [InlineData(LcpCode.ConfigureAck, 0)]       // options that we did not ask for
    [InlineData(LcpCode.ConfigureReject, 0)]
    public void Answer_that_fits_no_request_should_be_discarded(LcpCode code, int idOffset)
    {
        var session = Started();
        var id = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest).Identifier;
        Assert.Empty(session.Receive(PppProtocol.Lcp, code, (byte)(id + idOffset), Mru.Of(1234)).Effects);
    }

    [Fact]
    public void Second_acknowledgement_of_a_request_should_be_discarded()      // by a network that duplicates
    {
        var session = Started();
        var request = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest);
        session.Acknowledge(PppProtocol.Lcp);
        Assert.Empty(session.Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.ConfigureAck, request.Identifier, request.Data.Span)).Effects);
    }

    [Fact]
    public void New_request_should_have_a_new_identifier()
    {
        var session = Started();
        var request = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest);
        session.Receive(PppProtocol.Lcp, LcpCode.ConfigureNak, request.Identifier, Mru.Of(1300));
        Assert.NotEqual(request.Identifier, session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest).Identifier);
        Assert.Equal(1300, session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(Mru, default));
    }

    [Fact]
    public void Rejected_options_should_not_be_asked_for_again()
    {
        var session = Started();
        var request = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest);
        session.Receive(PppProtocol.Lcp, LcpCode.ConfigureReject, request.Identifier, Mru.Of(1400), Pfc.Of(true), Acfc.Of(true));
        Assert.Equal([Authentication.Type, Magic.Type], session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Select(option => option.Type));
    }

    [Theory]
    [InlineData(LcpCode.ConfigureNak)]
    [InlineData(LcpCode.ConfigureReject)]
    public void Methods_should_be_tried_in_the_order_of_preference_until_none_is_left(LcpCode refusal)
    {
        var session = Started();
        foreach (var method in Settings.PeerAuthentication)
        {
            var request = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest);
            Assert.Equal(method, session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(Authentication, default));
            session.Receive(PppProtocol.Lcp, refusal, request.Identifier, Authentication.Of(method));
        }
        Assert.Equal(PppEndReason.NoAuthenticationMethod, session.State.End!.Reason);
        Assert.Equal(PppPhase.Terminate, session.State.Phase);
    }

    [Fact]
    public void Method_that_the_peer_suggests_should_be_taken_at_once()
    {
        var session = Started();
        var request = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest);
        session.Receive(PppProtocol.Lcp, LcpCode.ConfigureNak, request.Identifier, Authentication.Of(AuthMethod.Pap));
        Assert.Equal(AuthMethod.Pap, session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(Authentication, default));
    }

    [Fact]
    public void Who_does_not_listen_to_naks_should_get_rejects()       // Max-Failure, RFC 1661 section 4.6
    {
        var session = Started();
        for (var i = 0; i < Settings.MaxFailure; i++)
            session.Request(PppProtocol.Lcp, Mru.Of(10)).SentPacket(PppProtocol.Lcp, LcpCode.ConfigureNak);
        Assert.Equal([Mru.Of(10)], session.Request(PppProtocol.Lcp, Mru.Of(10)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureReject).ToArray());
    }

    [Fact]
    public void Our_own_magic_number_should_be_naked_with_another_and_taken_for_a_loop_when_it_keeps_coming()
    {
        var session = Started();
        var own = session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(Magic, 0u);
        for (var i = 1; i < 5; i++)
            Assert.NotEqual(own, session.Request(PppProtocol.Lcp, Magic.Of(own)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureNak).Get(Magic, own));
        Assert.Equal(PppEndReason.Loop, session.Request(PppProtocol.Lcp, Magic.Of(own)).State.End!.Reason);
    }

    [Fact]
    public void Magic_number_zero_should_be_naked() =>
        Assert.NotEqual(0u, Started().Request(PppProtocol.Lcp, Magic.Of(0)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureNak).Get(Magic, 0u));

    [Fact]
    public void Echo_request_should_be_answered_with_our_magic_number_and_its_data()
    {
        var session = Opened();
        session.Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.EchoRequest, 5, [0x11, 0x11, 0x11, 0x11, 1, 2, 3]));
        var reply = session.SentPacket(PppProtocol.Lcp, LcpCode.EchoReply);
        Assert.Equal(5, reply.Identifier);
        Assert.Equal(session.State.Lcp.Request.Get(Magic, 0u), BinaryPrimitives.ReadUInt32BigEndian(reply.Data.Span));
        Assert.Equal([1, 2, 3], reply.Data.Span[4..].ToArray());
    }

    [Fact]
    public void Echo_reply_should_not_be_longer_than_the_mru_of_the_peer()
    {
        var session = Opened(null, Mru.Of(128));
        session.Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.EchoRequest, 5, [0x11, 0x11, 0x11, 0x11, .. new byte[1000]]));
        Assert.Equal(128, PppPacket.HeaderLength + session.SentPacket(PppProtocol.Lcp, LcpCode.EchoReply).Data.Length);
    }

    [Fact]
    public void Peer_on_hold_should_not_be_asked_by_echoes_nor_given_up()
    {
        var session = Opened();
        session.On(new PppEvent.Held(true));
        for (var i = 0; i < 20; i++)
        {
            Assert.Empty(session.Fire(PppTimer.Echo).Sent);
            Assert.Equal(PppTimer.Echo, session.The<PppEffect.StartTimer>().Timer);
        }

        session.On(new PppEvent.Held(false));
        session.Fire(PppTimer.Echo).SentPacket(PppProtocol.Lcp, LcpCode.EchoRequest);
    }

    [Fact]
    public void News_of_a_call_that_is_not_on_hold_should_not_keep_a_dead_peer_alive()
    {
        var session = Opened();
        for (var i = 0; i < 10 && session.State.End is null; i++)
        {
            session.Fire(PppTimer.Echo);
            session.On(new PppEvent.Held(false));
        }

        Assert.NotNull(session.State.End);
    }

    [Fact]
    public void Echo_request_of_our_own_should_end_the_session_as_looped()
    {
        var session = Opened();
        var echo = session.Fire(PppTimer.Echo).SentPacket(PppProtocol.Lcp, LcpCode.EchoRequest);
        Assert.Equal(PppEndReason.Loop, session.Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.EchoRequest, echo.Identifier, echo.Data.Span)).State.End!.Reason);
    }

    [Fact]
    public void Echo_request_should_be_ignored_before_lcp_is_open() =>
        Assert.Empty(Started().Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.EchoRequest, 5, new byte[4])).Effects);

    [Theory]
    [InlineData(LcpCode.DiscardRequest)]
    [InlineData(LcpCode.Identification)]
    [InlineData(LcpCode.TimeRemaining)]
    public void Packets_that_want_no_answer_should_get_none(LcpCode code) =>
        Assert.Empty(Opened().Receive(PppProtocol.Lcp, PppPacket.Write(code, 5, new byte[8])).Effects);

    [Fact]
    public void Unknown_code_should_be_rejected_with_what_fits_the_peer()
    {
        var session = Opened(null, Mru.Of(128)).Receive(PppProtocol.Lcp, PppPacket.Write(77, 5, new byte[500]));
        var reject = session.SentPacket(PppProtocol.Lcp, LcpCode.CodeReject);
        Assert.Equal([77, 5, 1, 248], reject.Data.Span[..4].ToArray());
        Assert.Equal(128, PppPacket.HeaderLength + reject.Data.Length);
    }

    [Fact]
    public void Rejection_of_a_code_that_lcp_is_made_of_should_end_the_session()
    {
        var session = Opened().Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.CodeReject, 1, [(byte)LcpCode.ConfigureRequest, 1, 0, 4]));
        session.SentPacket(PppProtocol.Lcp, LcpCode.TerminateRequest);
        Assert.Equal(PppPhase.Terminate, session.State.Phase);
    }

    [Fact]
    public void Rejection_of_echoes_should_stop_them_and_nothing_else()
    {
        var session = Opened().Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.CodeReject, 1, [(byte)LcpCode.EchoRequest, 1, 0, 8]));
        Assert.Equal(new PppEffect.CancelTimer(PppTimer.Echo), Assert.Single(session.Effects));
        Assert.True(session.State.Lcp.IsOpen);
    }

    [Theory]
    [InlineData(PppProtocol.Ccp)]
    [InlineData(0x8281)]        // MPLSCP
    [InlineData(PppProtocol.Ipv6cp)]
    [InlineData(PppProtocol.Ipv6)]
    [InlineData(PppProtocol.Chap)]      // which nobody asked for here
    public void Protocol_that_we_do_not_speak_should_be_rejected(ushort protocol)
    {
        var reject = Opened().Receive(protocol, [1, 1, 0, 4]).SentPacket(PppProtocol.Lcp, LcpCode.ProtocolReject);
        Assert.Equal([(byte)(protocol >> 8), (byte)protocol, 1, 1, 0, 4], reject.Data.ToArray());
    }

    [Fact]
    public void Protocol_reject_should_only_be_sent_while_lcp_is_open() =>        // RFC 1661 section 5.7
        Assert.Empty(Started().Receive(PppProtocol.Ccp, [1, 1, 0, 4]).Effects);
}
