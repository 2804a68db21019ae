using System.Collections.Immutable;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Tests.Tunnels.TunnelScenario;

namespace Concentrator.Control.Tests.Tunnels;

/// <summary>RFC 2661 sections 5.1.1 and 4.4.3 (Challenge, Challenge Response, Protocol Version).</summary>
public class TunnelAuthenticationTests
{
    [Fact]
    public void Challenge_should_be_in_sccrq_and_sccrp_when_the_policy_says_so()
    {
        Assert.Equal(Challenge, WaitControlReply(Authenticating).Sent<Sccrq>().Challenge);
        Assert.Equal(Challenge, WaitControlConnection(Authenticating).Sent<Sccrp>().Challenge);
        Assert.Null(WaitControlReply().Sent<Sccrq>().Challenge);
        Assert.Null(WaitControlConnection().Sent<Sccrp>().Challenge);
    }

    [Fact]
    public void Challenge_in_sccrq_should_be_answered_in_sccrp()
    {
        var tunnel = new TunnelScenario(Trusting with { Secret = Secret.Of("sesame") }).Receive(Sccrq(AvpCatalog.Challenge.Of(PeerChallenge)));

        Assert.Equal(Response(MessageType.Sccrp, PeerChallenge).Value, tunnel.Sent<Sccrp>().ChallengeResponse);
    }

    [Fact]
    public void Challenge_in_sccrp_should_be_answered_in_scccn()
    {
        var tunnel = WaitControlReply(Trusting with { Secret = Secret.Of("sesame") }).Receive(Sccrp(AvpCatalog.Challenge.Of(PeerChallenge)));

        Assert.Equal(Response(MessageType.Scccn, PeerChallenge).Value, tunnel.Sent<Scccn>().ChallengeResponse);
    }

    [Fact]
    public void Challenge_in_sccrq_should_be_refused_without_a_secret() =>
        new TunnelScenario().Receive(Sccrq(AvpCatalog.Challenge.Of(PeerChallenge))).ShouldHaveStopped(StopCcnResult.NotAuthorized);

    [Fact]
    public void Challenge_in_sccrp_should_be_refused_without_a_secret() =>
        WaitControlReply().Receive(Sccrp(AvpCatalog.Challenge.Of(PeerChallenge))).ShouldHaveStopped(StopCcnResult.NotAuthorized);

    [Fact]
    public void Right_response_in_sccrp_should_establish_an_authenticated_tunnel()
    {
        var tunnel = WaitControlReply(Authenticating).Receive(Sccrp(Response(MessageType.Sccrp, Challenge)));

        Assert.True(tunnel.Effect<TunnelEffect.NotifyUp>().Peer.IsAuthenticated);
    }

    [Fact]
    public void Right_response_in_scccn_should_establish_an_authenticated_tunnel()
    {
        var tunnel = WaitControlConnection(Authenticating).Receive(Scccn(Response(MessageType.Scccn, Challenge)));

        Assert.True(tunnel.Effect<TunnelEffect.NotifyUp>().Peer.IsAuthenticated);
    }

    [Fact]
    public void Tunnel_without_a_challenge_should_not_count_as_authenticated() =>
        Assert.False(WaitControlConnection().Receive(Scccn(Response(MessageType.Scccn, Challenge))).Effect<TunnelEffect.NotifyUp>().Peer.IsAuthenticated);

    [Fact]
    public void Wrong_response_in_sccrp_should_send_StopCcn() =>
        WaitControlReply(Authenticating).Receive(Sccrp(Response(MessageType.Sccrp, PeerChallenge))).ShouldHaveStopped(StopCcnResult.NotAuthorized);

    [Fact]
    public void Response_made_for_another_message_should_send_StopCcn() =>
        WaitControlConnection(Authenticating).Receive(Scccn(Response(MessageType.Sccrp, Challenge))).ShouldHaveStopped(StopCcnResult.NotAuthorized);

    [Fact]
    public void Missing_response_should_send_StopCcn()
    {
        WaitControlReply(Authenticating).Receive(Sccrp()).ShouldHaveStopped(StopCcnResult.NotAuthorized);
        WaitControlConnection(Authenticating).Receive(Scccn()).ShouldHaveStopped(StopCcnResult.NotAuthorized);
    }

    [Fact]
    public void Nobody_should_be_authenticated_by_an_empty_secret()
    {
        var policy = Authenticating with { Secret = default };
        var response = AvpCatalog.ChallengeResponse.Of(TunnelAuthentication.Response(MessageType.Scccn, [], Challenge.AsSpan()));

        WaitControlConnection(policy).Receive(Scccn(response)).ShouldHaveStopped(StopCcnResult.NotAuthorized);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Other_protocol_version_should_send_StopCcn_naming_ours(byte version)
    {
        var introduction = Sccrq().Avps.Select(avp => avp.Definition == AvpCatalog.ProtocolVersion ? AvpCatalog.ProtocolVersion.Of(new ProtocolVersion(version, 0)) : avp);
        Sccrq sccrq = new([.. introduction]);
        Sccrp sccrp = new(sccrq.Avps);

        var responder = new TunnelScenario().Receive(sccrq);
        responder.ShouldHaveStopped(StopCcnResult.UnsupportedVersion);
        Assert.Equal(0x0100, (int)responder.Sent<StopCcn>().Result.Error!.Value);
        WaitControlReply().Receive(sccrp).ShouldHaveStopped(StopCcnResult.UnsupportedVersion);
    }

    [Fact]
    public void Peer_should_be_known_by_what_its_message_says()
    {
        var peer = WaitControlReply()
            .Receive(Sccrp(AvpCatalog.VendorName.Of("ACME"), AvpCatalog.FirmwareRevision.Of(3), AvpCatalog.BearerCapabilities.Of(BearerTypes.Analog)))
            .Effect<TunnelEffect.NotifyUp>().Peer;

        Assert.Equal(("ACME", (ushort?)3, FramingTypes.Synchronous, BearerTypes.Analog), (peer.VendorName, peer.FirmwareRevision, peer.Framing, peer.Bearers));
        Assert.Null(WaitControlReply().Receive(Sccrp()).Effect<TunnelEffect.NotifyUp>().Peer.Bearers);
    }

    private static Avp<ImmutableArray<byte>> Response(MessageType carrier, ImmutableArray<byte> challenge) =>
        AvpCatalog.ChallengeResponse.Of(TunnelAuthentication.Response(carrier, "sesame"u8, challenge.AsSpan()));

    [Theory]
    [InlineData("lac.example", "ours.example", null)]
    [InlineData("LAC.example", "ours.example", null)]
    [InlineData("somebody.else", "ours.example", "is not \"somebody.else\"")]
    [InlineData(null, "Lac.Example", "this node itself")]
    public void WaitControlReply_sccrp_of_somebody_else_or_of_ourselves_should_be_refused(string? wanted, string ours, string? refusal)
    {
        var tunnel = WaitControlReply(new TunnelPolicy(new TunnelProfile { HostName = "lac.example", PeerName = wanted, OwnNames = [ours] }))
            .Receive(Sccrp());

        if (refusal is null)
        {
            Assert.Equal("established", tunnel.State.Name);
            return;
        }

        var result = tunnel.Sent<StopCcn>().Result;
        Assert.Equal((ushort)StopCcnResult.NotAuthorized, result.Result);
        Assert.Contains(refusal, result.Message);
    }
}
