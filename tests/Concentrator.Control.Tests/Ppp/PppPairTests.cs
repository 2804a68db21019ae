using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>Our server against our client, over a link that may lose frames.</summary>
public class PppPairTests
{
    private static readonly PppSettings Server = new()
    {
        LocalName = "lns", LocalAddress = IPAddress.Parse("10.0.0.1"), Dns = [IPAddress.Parse("9.9.9.9"), IPAddress.Parse("1.1.1.1")],
        PeerAuthentication = [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap],
    };

    private static readonly PppSettings Client = new() { Role = PppRole.Client, LocalName = "lac", Login = new PppLogin("alice", "sesame") };

    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(3);

    public static TheoryData<AuthMethod?, AuthMethod?, double> Combinations()
    {
        AuthMethod?[] methods = [null, AuthMethod.Pap, AuthMethod.ChapMd5, AuthMethod.MsChapV2];
        var data = new TheoryData<AuthMethod?, AuthMethod?, double>();
        foreach (var ofClient in methods)
            foreach (var ofServer in methods)
                foreach (var loss in new[] { 0.0, 0.1, 0.25 })
                    data.Add(ofClient, ofServer, loss);
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Session_should_come_up_and_go_down_with_every_pair_of_methods_and_losses(AuthMethod? ofClient, AuthMethod? ofServer, double loss)
    {
        var pair = new PppPair(
            Patient(Server) with { PeerAuthentication = ofClient is { } one ? [one] : [], Login = new PppLogin("lns", "open") },
            Patient(Client) with { PeerAuthentication = ofServer is { } two ? [two] : [] },
            loss, seed: 7);
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.IsUp && pair.Client.IsUp, LongEnough), string.Join('\n', pair.Transcript));

        Assert.Equal(ofClient is null ? null : "alice", pair.Server.State.User);
        Assert.Equal(ofServer is null ? null : "lns", pair.Client.State.User);
        Assert.Equal((IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")), (pair.Server.State.Ipv4!.Local, pair.Server.State.Ipv4.Peer));
        Assert.Equal((IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.1")), (pair.Client.State.Ipv4!.Local, pair.Client.State.Ipv4.Peer));
        Assert.Equal([IPAddress.Parse("9.9.9.9"), IPAddress.Parse("1.1.1.1")], pair.Client.State.Ipv4.Dns.ToArray());

        pair.Post(pair.Client, new PppEvent.Close(new PppEnd(PppEndReason.Closed)), TimeSpan.Zero);
        Assert.True(pair.RunUntil(() => pair.Server.End is not null && pair.Client.End is not null, LongEnough), string.Join('\n', pair.Transcript));
        Assert.Equal(PppEndReason.Closed, pair.Client.End);
        Assert.Contains(pair.Server.History, effect => effect is PppEffect.NetworkDown { Family: NetworkFamily.Ipv4 });
    }

    /// <summary>Losing a quarter of the frames takes its time.</summary>
    private static PppSettings Patient(PppSettings settings) => settings with
    {
        MaxConfigure = 30, LcpTimeout = LongEnough, AuthenticationTimeout = LongEnough, NetworkTimeout = LongEnough,
    };

    [Theory]
    [InlineData(AuthMethod.Pap)]
    [InlineData(AuthMethod.ChapMd5)]
    [InlineData(AuthMethod.MsChapV2)]
    public void Wrong_password_should_end_both_ends_and_open_no_network(AuthMethod method)
    {
        var pair = new PppPair(Server with { PeerAuthentication = [method] }, Client with { Login = new PppLogin("alice", "wrong") });
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.End is not null && pair.Client.End is not null, LongEnough));
        Assert.Equal((PppEndReason.AuthenticationFailed, PppEndReason.OwnAuthenticationFailed), (pair.Server.End, pair.Client.End));
        Assert.DoesNotContain(pair.Server.History, effect => effect is PppEffect.NetworkUp or PppEffect.RequestAddress);
    }

    [Fact]
    public void Client_should_leave_a_server_that_does_not_know_its_password()
    {
        var pair = new PppPair(Server with { PeerAuthentication = [AuthMethod.MsChapV2] }, Client);
        // Accepts anybody, but cannot compute the authenticator response (RFC 2759 section 5).
        pair.Carries = (from, frame) =>
        {
            if (from == pair.Server && frame.Protocol == PppProtocol.Chap && frame.Packet.Span[0] == (byte)ChapCode.Success)
            {
                pair.Post(pair.Client, new PppEvent.FrameReceived(PppProtocol.Chap,
                    ChapReply.Write(ChapCode.Success, frame.Packet.Span[1], "S=0000000000000000000000000000000000000000 M=come in")), TimeSpan.Zero);
                return false;
            }
            return true;
        };
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Client.End is not null, LongEnough));
        Assert.Equal(PppEndReason.OwnAuthenticationFailed, pair.Client.End);
        Assert.DoesNotContain(pair.Client.History, effect => effect is PppEffect.NetworkUp);
    }

    [Theory]
    [InlineData(AuthMethod.ChapMd5)]
    [InlineData(AuthMethod.Pap)]
    public void Server_should_fall_back_to_the_method_that_the_client_speaks(AuthMethod spoken)
    {
        var pair = new PppPair(Server, Client with { OwnAuthentication = [spoken] });
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.IsUp && pair.Client.IsUp, LongEnough), string.Join('\n', pair.Transcript));
        Assert.Equal(spoken, pair.Server.History.OfType<PppEffect.Verify>().Single().Credentials.Method);
    }

    [Fact]
    public void Server_should_turn_away_a_client_that_will_not_authenticate()
    {
        var pair = new PppPair(Server, Client with { Login = null });
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.End is not null, LongEnough));
        Assert.Equal(PppEndReason.NoAuthenticationMethod, pair.Server.End);
    }

    [Fact]
    public void Server_should_go_on_without_authentication_where_it_is_optional()
    {
        var pair = new PppPair(Server with { AuthenticationRequired = false }, Client with { Login = null });
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.IsUp, LongEnough));
        Assert.Null(pair.Server.State.User);
    }

    [Fact]
    public void Both_families_should_come_up_with_different_interface_ids()
    {
        var pair = new PppPair(Server with { Ipv6 = true }, Client with { Ipv6 = true });
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server is { IsUp: true, State.Ipv6: not null } && pair.Client is { IsUp: true, State.Ipv6: not null }, LongEnough));
        Assert.Equal(pair.Server.State.Ipv6!.LocalInterfaceId, pair.Client.State.Ipv6!.PeerInterfaceId);
        Assert.NotEqual(pair.Server.State.Ipv6.LocalInterfaceId, pair.Server.State.Ipv6.PeerInterfaceId);
    }

    [Fact]
    public void Server_with_ipv6_should_serve_a_client_without()
    {
        var pair = new PppPair(Server with { Ipv6 = true }, Client);
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.IsUp && pair.Client.IsUp, LongEnough));
        Assert.False(pair.RunUntil(() => pair.Server.End is not null || pair.Client.End is not null, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Looped_link_should_be_recognised()
    {
        // A link that gives back to us whatever we say; the authentication option in it must not be taken for the peer's refusal.
        var pair = new PppPair(Server, Client);
        pair.Carries = (from, frame) =>
        {
            pair.Post(from, new PppEvent.FrameReceived(frame.Protocol, frame.Packet), TimeSpan.FromMilliseconds(10));
            return false;
        };
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.End is not null, LongEnough));
        Assert.Equal(PppEndReason.Loop, pair.Server.End);
    }

    [Fact]
    public void Silent_peer_should_end_the_session_after_the_echoes()
    {
        var pair = new PppPair(Server, Client);
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.IsUp && pair.Client.IsUp, LongEnough));
        pair.Carries = (_, _) => false;
        var before = pair.Now;
        Assert.True(pair.RunUntil(() => pair.Server.End is not null, TimeSpan.FromMinutes(10)));
        Assert.Equal(PppEndReason.EchoTimeout, pair.Server.End);
        // Four Echo-Requests, the interval after the last of them, and two Terminate-Requests.
        Assert.InRange(pair.Now - before, TimeSpan.FromSeconds(4 * 30), TimeSpan.FromSeconds(5 * 30 + 2 * 3));
    }

    [Fact]
    public void Living_peer_should_be_kept_for_ever()
    {
        var pair = new PppPair(Server with { Rechallenge = TimeSpan.FromMinutes(1) }, Client);
        pair.Start();
        Assert.False(pair.RunUntil(() => pair.Server.End is not null || pair.Client.End is not null, TimeSpan.FromHours(3)));
        Assert.True(pair.Server.IsUp && pair.Client.IsUp);
        // Every minute of them the client proved itself anew.
        Assert.InRange(pair.Server.History.OfType<PppEffect.Verify>().Count(), 170, 181);
        Assert.Single(pair.Server.History.OfType<PppEffect.NetworkUp>());
    }

    [Fact]
    public void Peer_that_never_answers_should_end_the_session()
    {
        var pair = new PppPair(Server, Client) { Carries = (_, _) => false };
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server.End is not null, LongEnough));
        Assert.Equal(PppEndReason.LcpTimeout, pair.Server.End);
        Assert.Equal(10, pair.Server.History.OfType<PppEffect.SendFrame>().Count());
    }
}
