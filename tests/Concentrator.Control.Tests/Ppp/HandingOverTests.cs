using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>As LAC: LCP and the peer's credentials are ours, their judgement and all that follows is the LNS's (RFC 2661 section 4.4.5).</summary>
public class HandingOverTests
{
    private static PppSettings Lac(params AuthMethod[] methods) => new() { PeerAuthentication = [.. methods], HandsOver = true };

    private static readonly PppOption Magic = LcpOptions.Magic.Of(0x11111111);

    [Fact]
    public void Pap_request_should_be_handed_over_unanswered()
    {
        var session = new PppSession(Lac(AuthMethod.Pap)).OpenLink(LcpOptions.Mru.Of(1300));
        session.Receive(PppProtocol.Pap, PapRequest.Write(7, "alice@isp", "sesame"));
        var link = session.The<PppEffect.HandedOver>().Link;
        Assert.Single(session.Effects);

        Assert.Equal((ProxyAuthenType.Pap, "alice@isp", (byte)7), (link.Proof!.Type, link.Proof.Name, link.Proof.Id));
        Assert.Equal("sesame"u8, link.Proof.Response.AsSpan());
        Assert.Equal(PppOptionList.Write([Magic, LcpOptions.Mru.Of(1300)]), link.LastReceived);
        Assert.Equal(link.LastReceived, link.InitialReceived);
        Assert.True(PppOptionList.TryParse(link.LastSent!.Value.AsSpan(), out var sent));
        Assert.Equal(AuthMethod.Pap, sent.Get(LcpOptions.Authentication, default));
    }

    [Fact]
    public void Chap_response_should_be_handed_over_with_the_challenge_that_it_answers()
    {
        var session = new PppSession(Lac(AuthMethod.ChapMd5)).OpenLink();
        var challenge = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge);
        Assert.True(ChapValue.TryParse(challenge.Data.Span, out var asked));
        var response = ChapMd5.Response(challenge.Identifier, "sesame", asked.Value.AsSpan());
        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, challenge.Identifier, response, "alice"));

        var proof = session.The<PppEffect.HandedOver>().Link.Proof!;
        Assert.Equal((ProxyAuthenType.Chap, "alice", challenge.Identifier), (proof.Type, proof.Name, proof.Id));
        Assert.Equal(asked.Value.AsSpan(), proof.Challenge.AsSpan());
        Assert.Equal(response, proof.Response.AsSpan());
        Assert.Empty(session.Sent);
    }

    [Fact]
    public void First_request_should_be_told_beside_the_last()
    {
        var session = new PppSession(Lac()).On(PppEvent.LowerUp.Instance).Acknowledge(PppProtocol.Lcp);
        session.Request(PppProtocol.Lcp, Magic, LcpOptions.Mrru.Of([5, 220]));
        session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureReject);

        var link = session.Request(PppProtocol.Lcp, Magic).The<PppEffect.HandedOver>().Link;
        Assert.Equal(PppOptionList.Write([Magic, LcpOptions.Mrru.Of([5, 220])]), link.InitialReceived);
        Assert.Equal(PppOptionList.Write([Magic]), link.LastReceived);
    }

    [Fact]
    public void Peer_that_is_asked_for_nothing_should_be_handed_over_without_a_proof() =>
        Assert.Null(new PppSession(Lac()).OpenLink().The<PppEffect.HandedOver>().Link.Proof);

    [Fact]
    public void MsChapV2_should_be_handed_over_without_a_proof()
    {
        var session = new PppSession(Lac(AuthMethod.MsChapV2)).OpenLink();
        var id = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge).Identifier;
        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, id, MsChapV2Response.Write(new byte[16], new byte[24]), "alice"));
        var over = session.The<PppEffect.HandedOver>();
        Assert.Null(over.Link.Proof);
        Assert.Equal("alice", over.User);
    }

    [Fact]
    public void What_no_avp_can_hold_should_not_be_told()
    {
        var session = new PppSession(Lac(AuthMethod.ChapMd5)).On(PppEvent.LowerUp.Instance).Acknowledge(PppProtocol.Lcp);
        session.Request(PppProtocol.Lcp, [.. Enumerable.Repeat(new PppOption(200, [.. new byte[200]]), 6)]);
        session.Request(PppProtocol.Lcp, Magic);
        var id = session.SentPacket(PppProtocol.Chap, (byte)ChapCode.Challenge).Identifier;
        session.Receive(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, id, new byte[16], new string('n', 1100)));

        var link = session.The<PppEffect.HandedOver>().Link;
        Assert.Equal((true, false, true), (link.InitialReceived is null, link.LastReceived is null, link.Proof is null));
    }

    [Fact]
    public void Nothing_should_be_answered_once_handed_over()
    {
        var session = new PppSession(Lac(AuthMethod.Pap)).OpenLink();
        session.Receive(PppProtocol.Pap, PapRequest.Write(7, "alice", "sesame"));
        Assert.Empty(session.Receive(PppProtocol.Pap, PapRequest.Write(8, "alice", "sesame")).Effects);
        Assert.Empty(session.Request(PppProtocol.Lcp, Magic).Effects);
        Assert.Empty(session.Fire(PppTimer.Echo).Effects);
        Assert.Empty(session.Fire(PppTimer.Phase).Effects);
    }

    /// <summary>A client that has begun with a LAC, and goes on with an LNS: it notices nothing.</summary>
    [Theory]
    [InlineData(AuthMethod.Pap)]
    [InlineData(AuthMethod.ChapMd5)]
    public void Client_should_come_up_with_the_lns_without_another_configure_request(AuthMethod method)
    {
        var client = new PppSession(new PppSettings { Role = PppRole.Client, Login = new PppLogin("alice", "sesame"), Mru = 1300 }, seed: 2);
        var lac = new PppSession(Lac(method), seed: 3);
        var lns = new PppSession(new PppSettings { PeerAuthentication = [method] }, seed: 4);
        var handedOver = Talk(client, lac, client.On(PppEvent.LowerUp.Instance), lac.On(PppEvent.LowerUp.Instance)).OfType<PppEffect.HandedOver>();

        var effects = Talk(client, lns, lns.On(new PppEvent.LowerUp(Assert.Single(handedOver).Link)));
        Assert.DoesNotContain(effects.OfType<PppEffect.SendFrame>(), frame => frame.Protocol == PppProtocol.Lcp);
        Assert.True(client.State.Lcp.IsOpen && lns.State.Lcp.IsOpen);
        Assert.Equal("10.0.0.9", client.State.Ipv4?.Local.ToString());
        Assert.Equal("alice", lns.State.User);
    }

    /// <summary>Carries frames until nobody has anything to say. Credentials are judged, addresses granted. Returns all that happened.</summary>
    private static List<PppEffect> Talk(PppSession one, PppSession other, params PppSession[] begun)
    {
        var happened = new List<PppEffect>();
        var frames = new Queue<(PppSession To, PppEffect.SendFrame Frame)>();
        foreach (var session in begun)
            Collect(session);
        while (frames.TryDequeue(out var next))
            Collect(next.To.On(new PppEvent.FrameReceived(next.Frame.Protocol, next.Frame.Packet)));
        return happened;

        void Collect(PppSession from)
        {
            var effects = from.Effects;
            happened.AddRange(effects);
            foreach (var effect in effects)
                switch (effect)
                {
                    case PppEffect.SendFrame send:
                        frames.Enqueue((from == one ? other : one, send));
                        break;
                    case PppEffect.Verify { Credentials: var credentials }:
                        Collect(from.On(new PppEvent.Verified(credentials, CredentialVerifier.Verify(credentials, "sesame"))));
                        break;
                    case PppEffect.RequestAddress:
                        Collect(from.On(new PppEvent.AddressGranted(IPAddress.Parse("10.0.0.9"))));
                        break;
                }
        }
    }
}
