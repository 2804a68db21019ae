using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.Protocol.Ppp.IpcpOptions;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>IPCP as server and as client, and IPV6CP.</summary>
public class NetworkTests
{
    private static readonly IPAddress Ours = IPAddress.Parse("10.0.0.1"), Theirs = IPAddress.Parse("10.0.0.9"), Dns = IPAddress.Parse("9.9.9.9");

    private static readonly PppSettings Server = new() { LocalAddress = Ours, Dns = [Dns] };

    private static readonly PppSettings Client = new() { Role = PppRole.Client };

    private static PppSession Open(PppSettings settings) => new PppSession(settings).OpenLink();

    private static PppSession Granted(params PppOption[] firstRequest) =>
        Open(Server).Acknowledge(PppProtocol.Ipcp).Request(PppProtocol.Ipcp, firstRequest).On(new PppEvent.AddressGranted(Theirs));

    [Fact]
    public void Server_should_ask_the_shell_for_an_address_before_it_answers()
    {
        var session = Open(Server).Request(PppProtocol.Ipcp, Address.Of(Theirs));
        Assert.Equal(new PppEffect.RequestAddress(null, Theirs), Assert.Single(session.Effects));
        Assert.Empty(session.Request(PppProtocol.Ipcp, Address.Of(Theirs)).Effects);       // asked once
        Assert.Equal([Address.Of(Theirs)], session.On(new PppEvent.AddressGranted(Theirs)).SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureAck).ToArray());
    }

    [Fact]
    public void Server_should_give_address_and_name_server_by_nak()
    {
        var session = Granted(Address.Of(IPAddress.Any), PrimaryDns.Of(IPAddress.Any));
        Assert.Equal([Address.Of(Theirs), PrimaryDns.Of(Dns)], session.SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureNak).ToArray());
        session.Request(PppProtocol.Ipcp, Address.Of(Theirs), PrimaryDns.Of(Dns));
        var parameters = (Ipv4Parameters)session.The<PppEffect.NetworkUp>().Parameters;
        Assert.Equal((Ours, Theirs), (parameters.Local, parameters.Peer));
    }

    [Fact]
    public void Server_should_not_let_the_peer_choose_another_address() =>
        Assert.Equal([Address.Of(Theirs)], Granted(Address.Of(IPAddress.Parse("192.0.2.1"))).SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureNak).ToArray());

    [Fact]
    public void Server_should_reject_compression_old_addresses_and_name_servers_that_it_has_not()
    {
        PppOption[] refused = [Compression.Of([0, 0x2d, 15, 1]), Addresses.Of([.. new byte[8]]), SecondaryDns.Of(IPAddress.Any), PrimaryNbns.Of(IPAddress.Any)];
        Assert.Equal(refused, Granted([Address.Of(Theirs), .. refused]).SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureReject).ToArray());
    }

    [Fact]
    public void Peer_that_names_no_address_should_be_reminded_and_then_be_given_its_address_all_the_same()
    {
        var session = Granted();
        for (var i = 1; i < Server.MaxFailure; i++)
        {
            Assert.Equal([Address.Of(Theirs)], session.SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureNak).ToArray());
            session.Request(PppProtocol.Ipcp);
        }
        session.Request(PppProtocol.Ipcp);
        Assert.Equal(Theirs, ((Ipv4Parameters)session.The<PppEffect.NetworkUp>().Parameters).Peer);
    }

    [Fact]
    public void Server_should_keep_its_own_address_whatever_the_peer_suggests()
    {
        var session = Open(Server);
        var request = session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest);
        session.Receive(PppProtocol.Ipcp, LcpCode.ConfigureNak, request.Identifier, Address.Of(Theirs));
        Assert.Equal([Address.Of(Ours)], session.SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureRequest).ToArray());
    }

    [Fact]
    public void Local_address_that_comes_with_the_grant_should_be_asked_for_instead()
    {
        var special = IPAddress.Parse("10.9.9.9");
        var session = Open(Server).Acknowledge(PppProtocol.Ipcp).Request(PppProtocol.Ipcp, Address.Of(Theirs));
        session.On(new PppEvent.AddressGranted(Theirs, special));
        Assert.Equal([Address.Of(special)], session.SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureRequest).ToArray());
        session.Acknowledge(PppProtocol.Ipcp);
        Assert.Equal(special, ((Ipv4Parameters)session.The<PppEffect.NetworkUp>().Parameters).Local);
    }

    [Fact]
    public void Refused_address_should_end_the_session()
    {
        var session = Open(Server).Request(PppProtocol.Ipcp, Address.Of(IPAddress.Any)).On(new PppEvent.AddressRefused("the pool is empty"));
        Assert.Equal(new PppEnd(PppEndReason.AddressRefused, "the pool is empty"), session.State.End);
        session.SentPacket(PppProtocol.Lcp, LcpCode.TerminateRequest);
    }

    [Fact]
    public void Client_should_ask_for_address_and_name_servers_and_take_what_it_is_given()
    {
        var session = Open(Client);
        Assert.Equal([Address.Of(IPAddress.Any), PrimaryDns.Of(IPAddress.Any), SecondaryDns.Of(IPAddress.Any)],
            session.SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureRequest).ToArray());
        Refuse(LcpCode.ConfigureReject, SecondaryDns.Of(IPAddress.Any));
        Refuse(LcpCode.ConfigureNak, Address.Of(Theirs), PrimaryDns.Of(Dns));
        session.Acknowledge(PppProtocol.Ipcp).Request(PppProtocol.Ipcp, Address.Of(Ours));
        var parameters = (Ipv4Parameters)session.The<PppEffect.NetworkUp>().Parameters;
        Assert.Equal((Theirs, Ours, Dns), (parameters.Local, parameters.Peer, Assert.Single(parameters.Dns)));

        void Refuse(LcpCode code, params PppOption[] options) =>
            session.Receive(PppProtocol.Ipcp, code, session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest).Identifier, options);
    }

    [Fact]
    public void Client_should_give_no_address_and_no_compression()
    {
        PppOption[] refused = [Address.Of(IPAddress.Any), Compression.Of([0, 0x2d, 15, 1])];
        Assert.Equal(refused, Open(Client).Request(PppProtocol.Ipcp, refused).SentOptions(PppProtocol.Ipcp, LcpCode.ConfigureReject).ToArray());
    }

    [Fact]
    public void Client_without_an_address_should_end_the_session()
    {
        var session = Open(Client with { RequestDns = false });
        var request = session.SentPacket(PppProtocol.Ipcp, LcpCode.ConfigureRequest);
        session.Receive(PppProtocol.Ipcp, LcpCode.ConfigureReject, request.Identifier, Address.Of(IPAddress.Any));
        session.Acknowledge(PppProtocol.Ipcp).Request(PppProtocol.Ipcp, Address.Of(Ours));
        Assert.Equal(PppEndReason.AddressRefused, session.State.End!.Reason);
        Assert.Empty(session.All<PppEffect.NetworkUp>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Interface_id_that_is_zero_or_ours_should_be_naked_with_another(bool isOurs)       // RFC 5072 section 4.1
    {
        var session = Open(Server with { Ipv4 = false, Ipv6 = true });
        var ours = session.SentOptions(PppProtocol.Ipv6cp, LcpCode.ConfigureRequest).Get(Ipv6cpOptions.InterfaceId, 0ul);
        Assert.NotEqual(0ul, ours);
        session.Request(PppProtocol.Ipv6cp, Ipv6cpOptions.InterfaceId.Of(isOurs ? ours : 0));
        var suggested = session.SentOptions(PppProtocol.Ipv6cp, LcpCode.ConfigureNak).Get(Ipv6cpOptions.InterfaceId, 0ul);
        Assert.True(suggested != 0 && suggested != ours);
    }

    [Fact]
    public void Suggested_interface_id_should_be_taken()
    {
        var session = Open(Server with { Ipv4 = false, Ipv6 = true });
        var request = session.SentPacket(PppProtocol.Ipv6cp, LcpCode.ConfigureRequest);
        session.Receive(PppProtocol.Ipv6cp, LcpCode.ConfigureNak, request.Identifier, Ipv6cpOptions.InterfaceId.Of(42));
        Assert.Equal(42ul, session.SentOptions(PppProtocol.Ipv6cp, LcpCode.ConfigureRequest).Get(Ipv6cpOptions.InterfaceId, 0ul));
    }

    [Fact]
    public void Ipv6_compression_should_be_rejected() =>
        Assert.Single(Open(Server with { Ipv6 = true }).Request(PppProtocol.Ipv6cp, Ipv6cpOptions.Compression.Of([0, 0x4f]), Ipv6cpOptions.InterfaceId.Of(1))
            .SentOptions(PppProtocol.Ipv6cp, LcpCode.ConfigureReject));
}
