using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>A machine that does LCP and authentication only.</summary>
public class NetworksElsewhereTests
{
    private static readonly Ipv4Parameters Ipv4 = new(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.9"), []);

    private static readonly PppSettings Settings = new() { NetworksElsewhere = true, PeerAuthentication = [AuthMethod.Pap], Ipv6 = true };

    private static PppSession Proved()
    {
        var session = new PppSession(Settings).OpenLink(LcpOptions.Mru.Of(1300));
        session.Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame"));
        return session.On(new PppEvent.Verified(session.The<PppEffect.Verify>().Credentials, new Verdict(true)));
    }

    [Fact]
    public void Networks_should_begin_when_the_peer_has_proved_itself()
    {
        var begin = Proved().The<PppEffect.NetworksBegin>();
        Assert.Equal(("alice", 1300), (begin.User, begin.Link.Mtu));
    }

    [Fact]
    public void Networks_should_not_begin_before() =>
        Assert.Empty(new PppSession(Settings).OpenLink().All<PppEffect.NetworksBegin>());

    [Theory]
    [InlineData(PppProtocol.Ipcp)]
    [InlineData(PppProtocol.Ipv6cp)]
    [InlineData(PppProtocol.Ccp)]
    public void Network_protocols_should_not_be_answered(ushort protocol) =>
        Assert.Empty(Proved().Receive(protocol, LcpCode.ConfigureRequest, 1).Effects);

    [Fact]
    public void Unknown_link_protocols_should_be_rejected() =>
        Assert.Equal([0xc0, 0x25, 1, 1, 0, 4], Proved().Receive(0xc025, [1, 1, 0, 4]).SentPacket(PppProtocol.Lcp, LcpCode.ProtocolReject).Data.ToArray());

    [Fact]
    public void Network_should_be_up_when_it_is_agreed_upon()
    {
        var session = Proved().On(new PppEvent.NetworkAgreed(Ipv4));
        Assert.Equal(Ipv4, session.The<PppEffect.NetworkUp>().Parameters);
        Assert.Equal(Ipv4, session.State.Ipv4);
        Assert.False(session.State.AwaitsIpv4(Settings));
    }

    [Fact]
    public void Ipv4_should_be_awaited_when_ipv6_is_first() =>
        Assert.True(Proved().On(new PppEvent.NetworkAgreed(new Ipv6Parameters(1, 2))).State.AwaitsIpv4(Settings));

    [Fact]
    public void Renegotiation_should_end_the_networks_and_begin_them_again()
    {
        var session = Proved().On(new PppEvent.NetworkAgreed(Ipv4)).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(7));
        session.The<PppEffect.NetworksEnd>();
        Assert.Null(session.State.Ipv4);

        session.Acknowledge(PppProtocol.Lcp).Receive(PppProtocol.Pap, PapRequest.Write(1, "bob", "sesame"));
        session.On(new PppEvent.Verified(session.The<PppEffect.Verify>().Credentials, new Verdict(true)));
        Assert.Equal("bob", session.The<PppEffect.NetworksBegin>().User);
    }

    [Fact]
    public void Close_should_end_the_networks_first() =>
        Assert.IsType<PppEffect.NetworksEnd>(Proved().On(new PppEvent.Close(new PppEnd(PppEndReason.Closed))).Effects.First(effect => effect is not PppEffect.CancelTimer));

    [Fact]
    public void Protocol_that_the_peer_rejects_should_be_told()
    {
        byte[] rejected = [0x80, 0xfd, 1, 1, 0, 4];
        var session = Proved().Receive(PppProtocol.Lcp, PppPacket.Write(LcpCode.ProtocolReject, 9, rejected));
        Assert.Equal(rejected, session.The<PppEffect.ProtocolRejected>().Rejected.ToArray());
    }

    [Fact]
    public void Protocol_that_is_unknown_there_should_be_rejected()
    {
        byte[] rejected = [0x80, 0xfd, 1, 1, 0, 4];
        Assert.Equal(rejected, Proved().On(new PppEvent.RejectProtocol(rejected)).SentPacket(PppProtocol.Lcp, LcpCode.ProtocolReject).Data.ToArray());
    }

    [Fact]
    public void Networks_that_never_come_up_should_end_the_session() =>
        Assert.Equal(PppEndReason.NetworkTimeout, Proved().On(new PppEvent.TimerFired(PppTimer.Phase)).State.End?.Reason);
}
