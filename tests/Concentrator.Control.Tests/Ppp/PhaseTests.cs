using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

public class PhaseTests
{
    private static readonly PppSettings Pap = new()
    {
        LocalAddress = IPAddress.Parse("10.0.0.1"), PeerAuthentication = [AuthMethod.Pap], Ipv6 = true,
    };

    private static PppSession Session(PppPhase phase)
    {
        var session = new PppSession(Pap);
        if (phase is PppPhase.Dead)
            return session;
        session.On(PppEvent.LowerUp.Instance);
        if (phase is PppPhase.Establish)
            return session;
        session.Acknowledge(PppProtocol.Lcp).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(0x11111111));
        if (phase is PppPhase.Authenticate)
            return session;
        Authenticate(session);
        if (phase is PppPhase.Network)
            return session.OpenIpcpAsServer();
        return session.On(new PppEvent.Close(new PppEnd(PppEndReason.Closed)));
    }

    private static void Authenticate(PppSession session)
    {
        session.Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame"));
        var credentials = session.The<PppEffect.Verify>().Credentials;
        session.On(new PppEvent.Verified(credentials, CredentialVerifier.Verify(credentials, "sesame")));
    }

    public static TheoryData<PppPhase> Phases => [.. Enum.GetValues<PppPhase>()];

    public static TheoryData<PppPhase> LivingPhases => [PppPhase.Establish, PppPhase.Authenticate, PppPhase.Network];

    [Theory]
    [MemberData(nameof(Phases))]
    public void Session_should_reach_each_phase(PppPhase phase) => Assert.Equal(phase, Session(phase).State.Phase);

    [Theory]
    [MemberData(nameof(Phases))]
    public void Loss_of_the_call_should_end_the_session_at_once(PppPhase phase)
    {
        var session = Session(phase).On(PppEvent.LowerDown.Instance);
        Assert.Equal(phase is PppPhase.Terminate ? PppEndReason.Closed : PppEndReason.LowerDown, session.The<PppEffect.Terminated>().End.Reason);
        Assert.Equal(phase is PppPhase.Network ? 1 : 0, session.All<PppEffect.NetworkDown>().Count());
        Assert.Empty(session.All<PppEffect.SendFrame>());
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void Internal_error_should_end_the_session_at_once(PppPhase phase) =>
        Assert.Equal(phase is PppPhase.Terminate ? PppEndReason.Closed : PppEndReason.InternalError,
            Session(phase).On(new PppEvent.InternalError("x")).The<PppEffect.Terminated>().End.Reason);

    [Theory]
    [MemberData(nameof(LivingPhases))]
    public void Close_should_say_so_to_the_peer_and_end_with_its_acknowledgement(PppPhase phase)
    {
        var session = Session(phase).On(new PppEvent.Close(new PppEnd(PppEndReason.Closed, "by hand")));
        var request = session.SentPacket(PppProtocol.Lcp, LcpCode.TerminateRequest);
        Assert.Empty(session.All<PppEffect.Terminated>());
        session.Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.TerminateAck, request.Identifier));
        Assert.Equal(new PppEnd(PppEndReason.Closed, "by hand"), session.The<PppEffect.Terminated>().End);
    }

    [Theory]
    [MemberData(nameof(LivingPhases))]
    public void Close_should_not_wait_for_a_peer_that_is_gone(PppPhase phase)
    {
        var session = Session(phase).On(new PppEvent.Close(new PppEnd(PppEndReason.Closed)));
        for (var i = 1; i < Pap.MaxTerminate; i++)
            session.Fire(PppTimer.LcpRestart).SentPacket(PppProtocol.Lcp, LcpCode.TerminateRequest);
        Assert.Equal(PppEndReason.Closed, session.Fire(PppTimer.LcpRestart).The<PppEffect.Terminated>().End.Reason);
    }

    [Theory]
    [InlineData(PppPhase.Authenticate)]
    [InlineData(PppPhase.Network)]
    public void Terminate_request_should_be_acknowledged_and_end_the_session_a_restart_time_later(PppPhase phase)
    {
        var session = Session(phase).Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.TerminateRequest, 9));
        Assert.Equal(9, session.SentPacket(PppProtocol.Lcp, LcpCode.TerminateAck).Identifier);
        Assert.Equal(phase is PppPhase.Network ? 1 : 0, session.All<PppEffect.NetworkDown>().Count());
        Assert.Empty(session.All<PppEffect.Terminated>());
        session.On(new PppEvent.Close(new PppEnd(PppEndReason.Closed)));        // comes too late to be the reason
        Assert.Equal(PppEndReason.PeerTerminated, session.Fire(PppTimer.LcpRestart).The<PppEffect.Terminated>().End.Reason);
    }

    [Theory]
    [InlineData(PppPhase.Establish)]
    [InlineData(PppPhase.Terminate)]
    public void Terminate_request_should_be_acknowledged_where_nothing_is_open(PppPhase phase)
    {
        var session = Session(phase).Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.TerminateRequest, 9));
        Assert.Equal(9, session.SentPacket(PppProtocol.Lcp, LcpCode.TerminateAck).Identifier);
        Assert.Equal(phase, session.State.Phase);
    }

    [Theory]
    [InlineData(PppPhase.Establish, PppEndReason.LcpTimeout)]
    [InlineData(PppPhase.Authenticate, PppEndReason.AuthenticationTimeout)]
    public void Phase_that_takes_too_long_should_end_the_session(PppPhase phase, PppEndReason reason) =>
        Assert.Equal(reason, Session(phase).Fire(PppTimer.Phase).State.End!.Reason);

    [Fact]
    public void Network_phase_without_a_network_should_end_the_session()
    {
        var session = Session(PppPhase.Authenticate);
        Authenticate(session);
        Assert.Equal(PppEndReason.NetworkTimeout, session.Fire(PppTimer.Phase).State.End!.Reason);
    }

    [Fact]
    public void Network_phase_with_a_network_should_last() => Assert.Empty(Session(PppPhase.Network).Fire(PppTimer.Phase).Effects);

    [Fact]
    public void Lcp_request_in_mid_call_should_take_everything_down_and_demand_authentication_again()
    {
        var session = Session(PppPhase.Network).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(0x22222222));
        Assert.Equal(NetworkFamily.Ipv4, session.The<PppEffect.NetworkDown>().Family);
        Assert.Equal((PppPhase.Establish, null), (session.State.Phase, session.State.User));
        session.Acknowledge(PppProtocol.Lcp);
        Assert.Equal(PppPhase.Authenticate, session.State.Phase);
        Assert.Empty(session.Request(PppProtocol.Ipcp, IpcpOptions.Address.Of(IPAddress.Any)).Effects);

        // The same user meets the address of before, without another question.
        Authenticate(session);
        session.Acknowledge(PppProtocol.Ipcp).Request(PppProtocol.Ipcp, IpcpOptions.Address.Of(IPAddress.Parse("10.0.0.9")));
        Assert.Equal(IPAddress.Parse("10.0.0.9"), ((Ipv4Parameters)session.The<PppEffect.NetworkUp>().Parameters).Peer);
    }

    /// <summary>As a dialer, whose LNS does not like what its LAC had agreed upon.</summary>
    [Fact]
    public void Client_should_follow_an_lns_that_restarts_lcp_in_mid_call_and_log_in_again()
    {
        var (address, peer) = (IPAddress.Parse("10.0.0.9"), IPAddress.Parse("10.0.0.1"));
        var session = new PppSession(new PppSettings { Role = PppRole.Client, Login = new PppLogin("alice", "sesame"), RequestDns = false });
        session.On(PppEvent.LowerUp.Instance).Acknowledge(PppProtocol.Lcp);
        foreach (var magic in new uint[] { 0x11111111, 0x22222222 })
        {
            session.Request(PppProtocol.Lcp, LcpOptions.Magic.Of(magic), LcpOptions.Authentication.Of(AuthMethod.Pap));
            if (magic is 0x22222222)
            {
                session.The<PppEffect.NetworkDown>();
                session.Acknowledge(PppProtocol.Lcp);
            }

            var login = session.SentPacket(PppProtocol.Pap, (byte)PapCode.AuthenticateRequest);
            session.Receive(PppProtocol.Pap, PapReply.Write(PapCode.AuthenticateAck, login.Identifier, ""));
            var request = session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest);
            session.Receive(PppProtocol.Ipcp, LcpCode.ConfigureNak, request.Identifier, IpcpOptions.Address.Of(address));
            session.Acknowledge(PppProtocol.Ipcp).Request(PppProtocol.Ipcp, IpcpOptions.Address.Of(peer));
            Assert.Equal(address, ((Ipv4Parameters)session.The<PppEffect.NetworkUp>().Parameters).Local);
        }

        Assert.Null(session.State.End);
    }

    [Fact]
    public void Another_user_after_renegotiation_should_not_inherit_the_address()
    {
        var session = Session(PppPhase.Network).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(0x22222222)).Acknowledge(PppProtocol.Lcp);
        session.Receive(PppProtocol.Pap, PapRequest.Write(1, "mallory", "x"));
        session.On(new PppEvent.Verified(session.The<PppEffect.Verify>().Credentials, new Verdict(true)));
        Assert.Equal("mallory", session.Request(PppProtocol.Ipcp, IpcpOptions.Address.Of(IPAddress.Any)).The<PppEffect.RequestAddress>().User);
    }

    [Fact]
    public void Ccp_before_ipcp_is_open_should_be_rejected_and_end_nothing()       // as MikroTik does
    {
        var session = Session(PppPhase.Authenticate);
        Assert.Empty(session.Receive(PppProtocol.Ccp, LcpCode.ConfigureRequest, 1).Effects);
        Authenticate(session);
        var offer = session.Effects;
        session.Receive(PppProtocol.Ccp, LcpCode.ConfigureRequest, 2);
        Assert.Equal(PppProtocol.Ccp, System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(session.SentPacket(PppProtocol.Lcp, LcpCode.ProtocolReject).Data.Span));
        Assert.Contains(offer, effect => effect is PppEffect.SendFrame { Protocol: PppProtocol.Ipcp });
        Assert.Null(session.State.End);
    }

    [Theory]
    [InlineData(PppProtocol.Ipcp, NetworkFamily.Ipv4)]
    [InlineData(PppProtocol.Ipv6cp, NetworkFamily.Ipv6)]
    public void End_of_one_network_protocol_should_not_end_the_other(ushort ended, NetworkFamily family)
    {
        var session = BothFamilies();
        session.Receive(ended, PppPacket.Write(LcpCode.TerminateRequest, 7));
        Assert.Equal(family, session.The<PppEffect.NetworkDown>().Family);
        session.Fire(ended is PppProtocol.Ipcp ? PppTimer.IpcpRestart : PppTimer.Ipv6cpRestart);
        Assert.Null(session.State.End);
        Assert.Equal(family is NetworkFamily.Ipv6, session.State.Ipv4 is not null);
        Assert.Equal(family is NetworkFamily.Ipv4, session.State.Ipv6 is not null);
    }

    [Fact]
    public void End_of_the_last_network_protocol_should_end_the_session()
    {
        var session = BothFamilies();
        session.Receive(PppProtocol.Ipcp, PppPacket.Write(LcpCode.TerminateRequest, 7)).Fire(PppTimer.IpcpRestart);
        session.Receive(PppProtocol.Ipv6cp, PppPacket.Write(LcpCode.TerminateRequest, 7)).Fire(PppTimer.Ipv6cpRestart);
        Assert.Equal(PppEndReason.NoNetwork, session.State.End!.Reason);
    }

    [Theory]
    [InlineData(PppProtocol.Ipcp)]
    [InlineData(PppProtocol.Ipv4)]
    public void Protocol_reject_of_ipcp_should_take_ipv4_down_in_silence(ushort rejected)
    {
        var session = BothFamilies().Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.ProtocolReject, 1, [(byte)(rejected >> 8), (byte)rejected]));
        Assert.Equal(NetworkFamily.Ipv4, session.The<PppEffect.NetworkDown>().Family);
        Assert.Empty(session.All<PppEffect.SendFrame>());
        Assert.Null(session.State.End);
    }

    [Fact]
    public void Protocol_reject_of_the_agreed_authentication_should_end_the_session() =>
        Assert.Equal(PppEndReason.NoAuthenticationMethod,
            Session(PppPhase.Authenticate).Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.ProtocolReject, 1, [0xc0, 0x23])).State.End!.Reason);

    [Fact]
    public void Protocol_reject_of_lcp_should_end_the_session() =>
        Assert.Equal(PppEndReason.PeerTerminated,
            Session(PppPhase.Network).Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.ProtocolReject, 1, [0xc0, 0x21])).State.End!.Reason);

    [Fact]
    public void Session_that_is_over_should_answer_nothing()
    {
        var session = Session(PppPhase.Network).On(PppEvent.LowerDown.Instance);
        Assert.Empty(session.On(PppEvent.LowerUp.Instance).Effects);
        Assert.Empty(session.Request(PppProtocol.Lcp).Effects);
        Assert.Empty(session.Fire(PppTimer.LcpRestart).Effects);
    }

    private static PppSession BothFamilies()
    {
        var session = Session(PppPhase.Authenticate);
        Authenticate(session);
        var ours = session.SentPacket(PppProtocol.Ipv6cp, LcpCode.ConfigureRequest);
        session.OpenIpcpAsServer();
        session.Receive(PppProtocol.Ipv6cp, PppPacket.Write(LcpCode.ConfigureAck, ours.Identifier, ours.Data.Span));
        return session.Request(PppProtocol.Ipv6cp, Ipv6cpOptions.InterfaceId.Of(0x0200_00ff_fe00_0001));
    }
}
