using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>What is told of a conversation between a server (our side) and a client, from its frames alone.</summary>
public class PppObservationTests
{
    private static readonly PppSettings Server = new()
    {
        LocalName = "lns", LocalAddress = IPAddress.Parse("10.0.0.1"), PeerAuthentication = [AuthMethod.MsChapV2], Mru = 1400, Ipv6 = false,
    };

    private static readonly PppSettings Client = new()
    {
        Role = PppRole.Client, LocalName = "lac", Login = new PppLogin("alice", "sesame"), Mru = 1300, Ipv6 = false,
    };

    private PppObservation _seen = new(PppSide.Peer);

    [Theory]
    [InlineData(AuthMethod.Pap)]
    [InlineData(AuthMethod.ChapMd5)]
    [InlineData(AuthMethod.MsChapV2)]
    public void Observation_should_tell_user_method_mru_and_addresses(AuthMethod method)
    {
        Converse(Server with { PeerAuthentication = [method] }, Client);

        Assert.True(_seen.IsUp);
        Assert.Equal((PppPhase.Network, "alice", method, 1300), (_seen.Phase, _seen.User, _seen.Method, _seen.PeerMru));
        Assert.Equal((IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")), (_seen.LocalAddress, _seen.PeerAddress));
    }

    [Fact]
    public void Observation_should_tell_nobody_when_no_authentication_was_asked_for()
    {
        Converse(Server with { PeerAuthentication = [] }, Client);

        Assert.True(_seen.IsUp);
        Assert.Null(_seen.User);
        Assert.Null(_seen.Method);
    }

    [Fact]
    public void Observation_should_not_tell_a_user_whose_proof_was_refused()
    {
        var phases = Converse(Server, Client with { Login = new PppLogin("alice", "wrong") });

        Assert.Contains(PppPhase.Authenticate, phases);
        Assert.Null(_seen.User);
        Assert.False(_seen.IsUp);
    }

    [Fact]
    public void Observation_should_tell_the_user_that_we_are_as_client()
    {
        _seen = new PppObservation(PppSide.Local);
        Converse(Server, Client, ours: PppRole.Client);

        Assert.Equal(("alice", AuthMethod.MsChapV2), (_seen.User, _seen.Method));
        Assert.Equal(IPAddress.Parse("10.0.0.2"), _seen.LocalAddress);
    }

    /// <summary>RFC 1661 section 3.4.</summary>
    [Fact]
    public void Everything_should_be_down_when_lcp_is_negotiated_again()
    {
        Converse(Server, Client);

        _seen = _seen.On(PppSide.Peer, PppProtocol.Lcp, PppPacket.Write(LcpCode.ConfigureRequest, 77));

        Assert.Equal(new PppObservation(PppSide.Peer).Phase, _seen.Phase);
        Assert.False(_seen.IsUp);
        Assert.Null(_seen.User);
    }

    [Fact]
    public void Frames_that_are_no_packets_should_teach_nothing()
    {
        var random = new Random(1);
        foreach (var protocol in new[] { PppProtocol.Lcp, PppProtocol.Pap, PppProtocol.Chap, PppProtocol.Ipcp, PppProtocol.Ipv6cp, (ushort)0x80fd })
            for (var length = 0; length < 200; length++)
            {
                var frame = new byte[length];
                random.NextBytes(frame);
                _seen = _seen.On(PppSide.Peer, protocol, frame);
            }

        Assert.False(_seen.IsUp);
    }

    /// <summary>Gives the phases that were seen on the way, until the conversation rests.</summary>
    private HashSet<PppPhase> Converse(PppSettings server, PppSettings client, PppRole ours = PppRole.Server)
    {
        var phases = new HashSet<PppPhase>();
        var pair = new PppPair(server, client);
        var local = ours == PppRole.Server ? pair.Server : pair.Client;
        pair.Carries = (shell, frame) =>
        {
            _seen = _seen.On(shell == local ? PppSide.Local : PppSide.Peer, frame.Protocol, frame.Packet);
            return phases.Add(_seen.Phase) || true;
        };
        pair.Start();
        pair.RunUntil(() => _seen.IsUp, TimeSpan.FromMinutes(1));
        return phases;
    }
}
