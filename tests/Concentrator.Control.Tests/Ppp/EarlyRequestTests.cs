using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>What a peer says to the network protocols while nothing but our verdict is missing (RFC 1661 section 3.5).</summary>
public class EarlyRequestTests
{
    private static readonly PppSettings Server = new()
    {
        LocalAddress = IPAddress.Parse("10.0.0.1"), Ipv6 = true, PeerAuthentication = [AuthMethod.Pap], Proxy = ProxyPolicy.Renegotiate,
    };

    private static readonly PppOption Wanted = IpcpOptions.Address.Of(IPAddress.Any);

    /// <summary>The peer has shown us its password, and waits for an answer.</summary>
    private static PppSession Shown(PppSettings? settings = null) =>
        new PppSession(settings ?? Server).OpenLink().Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame"));

    private static Credentials Asked(PppSession session) => session.The<PppEffect.Verify>().Credentials;

    private static PppSession Accept(PppSession session, Credentials asked) => session.On(new PppEvent.Verified(asked, new Verdict(true)));

    private static byte[] Request(byte id, params PppOption[] options) => PppPacket.Write(LcpCode.ConfigureRequest, id, PppOptionList.Write([.. options]));

    [Fact]
    public void Request_should_be_answered_only_when_the_network_phase_opens()
    {
        var session = Shown();
        var asked = Asked(session);
        Assert.Empty(session.Receive(PppProtocol.Ipcp, Request(7, Wanted)).Effects);

        Accept(session, asked);
        session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest);
        Assert.Equal("alice", session.The<PppEffect.RequestAddress>().User);
        session.On(new PppEvent.AddressGranted(IPAddress.Parse("10.0.0.9")));
        Assert.Equal(7, session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureNak).Identifier);
    }

    [Fact]
    public void Newest_request_of_each_protocol_should_be_kept()
    {
        var session = Shown();
        var asked = Asked(session);
        session.Receive(PppProtocol.Ipv6cp, Request(1, Ipv6cpOptions.InterfaceId.Of(5ul)));
        session.Receive(PppProtocol.Ipcp, Request(2, Wanted));
        session.Receive(PppProtocol.Ipv6cp, Request(3, Ipv6cpOptions.InterfaceId.Of(6ul)));

        Accept(session, asked);
        Assert.Equal(3, session.SentPacket(PppProtocol.Ipv6cp, LcpCode.ConfigureAck).Identifier);
        session.The<PppEffect.RequestAddress>();
    }

    /// <summary>LCP has begun anew without authentication, so the peer believes that it is through with it.</summary>
    [Fact]
    public void Request_of_who_has_shown_itself_to_the_lac_should_be_answered_when_it_is_accepted()
    {
        var link = new ProxiedLink(null, null, null, new ProxiedProof(ProxyAuthenType.Pap, "alice", 42, [], [.. "sesame"u8]));
        var session = new PppSession(Server).On(new PppEvent.LowerUp(link));
        session.Acknowledge(PppProtocol.Lcp).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(7));
        var asked = Asked(session);
        session.Receive(PppProtocol.Ipv6cp, Request(1, Ipv6cpOptions.InterfaceId.Of(5ul)));
        Assert.Equal(1, Accept(session, asked).SentPacket(PppProtocol.Ipv6cp, LcpCode.ConfigureAck).Identifier);
    }

    [Fact]
    public void Request_before_the_peer_has_shown_itself_should_be_discarded()
    {
        var session = new PppSession(Server).OpenLink();
        session.Receive(PppProtocol.Ipcp, Request(7, Wanted));
        session.Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame"));
        AssertNothingIsHandedIn(Accept(session, Asked(session)));
    }

    [Fact]
    public void Request_of_a_peer_that_we_are_still_to_show_ourselves_to_should_be_discarded()
    {
        var session = new PppSession(Server with { Login = new PppLogin("lns", "open") }).OpenLink(LcpOptions.Authentication.Of(AuthMethod.Pap));
        var asked = Asked(session.Receive(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame")));
        session.Receive(PppProtocol.Ipcp, Request(7, Wanted));
        Accept(session, asked);
        AssertNothingIsHandedIn(session.Receive(PppProtocol.Pap, PapReply.Write(PapCode.AuthenticateAck, 1, "")));
    }

    public static TheoryData<ushort, byte[]> NotKept => new()
    {
        { PppProtocol.Ipcp, PppPacket.Write(LcpCode.TerminateRequest, 7) },
        { PppProtocol.Ipcp, Request(7, new PppOption(200, [.. new byte[127]])) },
        { PppProtocol.Ipcp, Request(7, Wanted)[..^1] },
        { PppProtocol.Ccp, Request(7) },
        { PppProtocol.Ipv4, [0x45, 0, 0, 4] },
    };

    [Theory]
    [MemberData(nameof(NotKept))]
    public void All_but_a_request_of_usual_length_should_be_discarded(ushort protocol, byte[] packet)
    {
        var session = Shown();
        var asked = Asked(session);
        Assert.Empty(session.Receive(protocol, packet).Effects);
        AssertNothingIsHandedIn(Accept(session, asked));
    }

    [Fact]
    public void Request_should_be_forgotten_when_lcp_begins_anew()
    {
        var session = Shown();
        session.Receive(PppProtocol.Ipcp, Request(7, Wanted));
        session.Request(PppProtocol.Lcp, LcpOptions.Magic.Of(7)).Acknowledge(PppProtocol.Lcp);
        session.Receive(PppProtocol.Pap, PapRequest.Write(2, "bob", "builder"));
        AssertNothingIsHandedIn(Accept(session, Asked(session)));
    }

    [Fact]
    public void Request_should_be_forgotten_when_authentication_fails()
    {
        var session = Shown();
        var asked = Asked(session);
        session.Receive(PppProtocol.Ipcp, Request(7, Wanted));
        session.On(new PppEvent.Verified(asked, new Verdict(false)));
        Assert.All(session.All<PppEffect.SendFrame>(), frame => Assert.NotEqual(PppProtocol.Ipcp, frame.Protocol));
        Assert.Null(session.State.Early);
    }

    [Fact]
    public void Request_should_be_passed_on_to_networks_elsewhere_when_they_have_begun()
    {
        var session = Shown(Server with { NetworksElsewhere = true });
        var asked = Asked(session);
        session.Receive(PppProtocol.Ipcp, Request(7, Wanted));
        var effects = Accept(session, asked).Effects;
        var frame = session.The<PppEffect.NetworkFrame>();
        Assert.Equal(Request(7, Wanted), frame.Packet.ToArray());
        Assert.True(effects.IndexOf(session.The<PppEffect.NetworksBegin>()) < effects.IndexOf(frame));
    }

    /// <summary>Of ours alone something is said, since we begin.</summary>
    private static void AssertNothingIsHandedIn(PppSession session)
    {
        Assert.Equal(PppPhase.Network, session.State.Phase);
        Assert.Empty(session.All<PppEffect.RequestAddress>());
        Assert.All(session.Sent.Where(packet => packet.StartsWith("IP", StringComparison.Ordinal)), packet => Assert.Contains("Configure-Request", packet));
    }
}
