using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>A subscriber whose LAC has spoken LCP and taken its credentials, and whose IPCP is pppd's: pppd needs to know nothing of that.</summary>
public class ProxiedSubscriberSpecs(ITestOutputHelper output) : BridgedSubscriberFixture(output)
{
    [Theory]
    [InlineData(AuthMethod.ChapMd5)]
    [InlineData(AuthMethod.Pap)]
    public void Subscriber_should_come_up_without_another_configure_request_of_lcp(AuthMethod method)
    {
        Profile = Profile with { Ppp = Profile.Ppp with { Authentication = [method] } };
        var before = HandOver(method);
        Serve();
        ComeUp();

        Session.ExpectMsg<EngineHost.Up>();
        Assert.Equal((1, 1), (Subscriber.LinksOpened, Pppd.LinksOpened));
        Assert.DoesNotContain(Subscriber.Received.Skip(before), frame => frame.Protocol == PppProtocol.Lcp);
        Assert.Equal((ushort)1300, Pppd.State.Link!.Mtu);
    }

    [Fact]
    public void Subscriber_should_negotiate_anew_where_nothing_is_trusted()
    {
        Profile = Profile with { Ppp = Profile.Ppp with { Proxy = ProxyPolicy.Distrust } };
        HandOver(AuthMethod.ChapMd5);
        Serve();
        ComeUp();

        Assert.Equal((2, 1), (Subscriber.LinksOpened, Pppd.LinksOpened));
    }

    [Fact]
    public void Wrong_credentials_should_end_the_call_without_a_pppd()
    {
        HandOver(AuthMethod.ChapMd5, password: "guess");
        Carry(() => Subscriber.State.End is not null);

        Assert.Contains("wrong password", Session.ExpectMsg<EngineHost.Ended>().Reason);
        Assert.Null(Child);
    }

    /// <summary>The subscriber speaks with the LAC until that has its credentials; then the call comes in.</summary>
    /// <returns>Packets that the subscriber has received by then.</returns>
    private int HandOver(AuthMethod method, string password = "wonderland")
    {
        ProxiedLink? link = null;
        var lac = new End(new PppSettings { PeerAuthentication = [method], HandsOver = true }, (protocol, packet) => Subscriber.Receive(protocol, packet), seed: 3)
        {
            HandedOver = handed => link = handed,
        };
        SubscriberLine = lac.Receive;
        Subscriber.Start();
        lac.Start();
        SubscriberLine = FromSubscriber;
        var received = Subscriber.Received.Count;
        Connect(Assert.IsType<ProxiedLink>(link), password);
        return received;
    }
}
