using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 3437: the messages that carry what a LAC wants of LCP, and what the LNS has agreed upon.</summary>
public class LcpOptionsTests
{
    private static readonly Avp[] Wishes =
    [
        AvpCatalog.LcpWantOptions.Of([1, 4, 0x05, 0xb0]), AvpCatalog.LcpAllowOptions.Of([1, 4, 0x05, 0xd4, 7, 2]),
    ];

    private static readonly LinkRequests Requests = new([1, 4, 0x05, 0xb0], [7, 2]);

    private static CallScenario Lns(CallRole role, params Avp[] more) => role is CallRole.LnsIncoming
        ? In(role, "wait-connect").Receive(Iccn(more: more))
        : In(role, "wait-connect").Receive(Occn(more));

    private static CallScenario Lac(CallRole role, bool tells)
    {
        var call = In(role, "idle");
        call.Context = call.Context with { Policy = new TunnelPolicy(new TunnelProfile { HostName = "us", TellLcpOptions = tells }) { Bearers = BearerTypes.Analog } };
        var connection = new CallConnection(1000) { Line = LineTerms.Ethernet(1492) };
        return role is CallRole.LacIncoming
            ? call.On(new LocalOpen(Incoming with { Connection = connection })).On(TunnelOpen.Instance).Receive("ICRP")
            : call.Receive("OCRQ").On(new BearerAnswered(connection));
    }

    [Theory]
    [InlineData(CallRole.LnsIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Wishes_of_the_lac_should_be_known(CallRole role)        // sections 2.1 and 2.2
    {
        var line = Lns(role, Wishes).Effect<CallEffect.NotifyUp>().Parameters.Connection.Line!;
        Assert.Equal([LcpOptions.Mru.Of(1456)], line.Want!.Value.ToArray());
        Assert.Equal([LcpOptions.Mru.Of(1492), LcpOptions.Pfc.Of(true)], line.Allow!.Value.ToArray());
    }

    [Fact]
    public void Wishes_that_are_no_options_should_be_none() =>
        Assert.Null(Lns(CallRole.LnsIncoming, AvpCatalog.LcpWantOptions.Of([1, 9, 0]), AvpCatalog.LcpAllowOptions.Of([1, 0]))
            .Effect<CallEffect.NotifyUp>().Parameters.Connection.Line);

    [Theory]
    [InlineData(CallRole.LnsIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Lac_that_had_wishes_should_be_told_each_time_what_was_negotiated(CallRole role)     // section 2.3
    {
        var call = Lns(role, Wishes);
        for (var time = 0; time < 2; time++)
        {
            var sli = call.On(new LinkNegotiated(Accm.Default, Requests with { LastReceived = [7, 2] })).Sent<Sli>(to: 77);
            Assert.Equal(Accm.Default, sli.Accm);
            Assert.Equal(Requests.LastSent!.Value.ToArray(), sli.LastSentLcpConfReq!.Value.ToArray());
            Assert.Equal(Requests.LastReceived!.Value.ToArray(), sli.LastReceivedLcpConfReq!.Value.ToArray());
        }
    }

    [Fact]
    public void Lac_that_had_none_should_be_told_of_no_requests()
    {
        var call = Lns(CallRole.LnsIncoming);
        Assert.Empty(call.On(new LinkNegotiated(Accm.Default, Requests)).Effects);
        Assert.Null(call.On(new LinkNegotiated(new Accm(0, 0), Requests)).Sent<Sli>(to: 77).LastSentLcpConfReq);
    }

    [Theory]
    [InlineData(CallRole.LacIncoming)]
    [InlineData(CallRole.LacOutgoing)]
    public void Lns_should_be_told_what_the_line_wants_where_the_profile_says_so(CallRole role)
    {
        Assert.Equal<ImmutableArray<byte>?[]>([null, null], Told(Lac(role, tells: false)));
        Assert.All(Told(Lac(role, tells: true)), options => Assert.Equal<byte>([1, 4, 0x05, 0xd4], options!.Value.ToArray()));

        static ImmutableArray<byte>?[] Told(CallScenario call) => call.Effect<CallEffect.Send>().Message switch
        {
            Iccn iccn => [iccn.LcpWantOptions, iccn.LcpAllowOptions],
            Occn occn => [occn.LcpWantOptions, occn.LcpAllowOptions],
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    [Fact]
    public void Requests_of_the_lns_should_be_known_to_the_lac()
    {
        var sli = new Sli([AvpCatalog.Accm.Of(new Accm(1, 2)), .. new[] { AvpCatalog.LnsLastSentLcpConfReq.Of([7, 2]), AvpCatalog.LnsLastReceivedLcpConfReq.Of([8, 2]) }]);
        var call = In(CallRole.LacIncoming, "established").Receive(sli).Effect<CallEffect.NotifyChanged>().Parameters;
        Assert.Equal(new Accm(1, 2), call.Accm);
        Assert.Equal<byte>([7, 2], call.Link!.LastSent!.Value.ToArray());
        Assert.Equal<byte>([8, 2], call.Link!.LastReceived!.Value.ToArray());
    }
}
