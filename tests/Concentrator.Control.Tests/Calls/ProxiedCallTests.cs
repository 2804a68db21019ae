using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>Proxy LCP and authentication in the ICCN (RFC 2661 section 4.4.5).</summary>
public class ProxiedCallTests
{
    private static readonly ImmutableArray<byte> Octets = [1, 4, 5, 120];

    private static readonly ProxiedLink Chap = new(Octets, Octets, Octets, new ProxiedProof(ProxyAuthenType.Chap, "alice", 7, Octets, Octets));

    private static readonly Avp[] ChapProof =
    [
        AvpCatalog.ProxyAuthenType.Of(ProxyAuthenType.Chap), AvpCatalog.ProxyAuthenName.Of("alice"), AvpCatalog.ProxyAuthenChallenge.Of(Octets),
        AvpCatalog.ProxyAuthenId.Of(7), AvpCatalog.ProxyAuthenResponse.Of(Octets),
    ];

    private static Iccn Sent(ProxiedLink? link) => new CallScenario(CallRole.LacIncoming)
        .On(new CallEvent.LocalOpen(Incoming with { Connection = new CallConnection(Proxied: link) }))
        .On(CallEvent.TunnelOpen.Instance).Receive("ICRP").Sent<Iccn>(to: 77);

    private static ProxiedLink? Read(params Avp[] avps) =>
        In(CallRole.LnsIncoming, "wait-connect").Receive(Iccn(more: avps)).Effect<CallEffect.NotifyUp>().Parameters.Connection.Proxied;

    [Fact]
    public void Iccn_should_tell_all_of_a_link_with_chap() =>
        Assert.Equal([26, 27, 28, 29, 30, 31, 32, 33], Sent(Chap).Avps.Select(avp => (int)avp.Definition.Type).Where(type => type is >= 26 and <= 33));

    [Fact]
    public void Iccn_should_tell_no_challenge_of_pap()
    {
        var iccn = Sent(Chap with { Proof = new ProxiedProof(ProxyAuthenType.Pap, "alice", 7, [], Octets) });
        Assert.Equal((ProxyAuthenType.Pap, "alice", (byte)7, null), (iccn.ProxyAuthenType, iccn.ProxyAuthenName, iccn.ProxyAuthenId, iccn.ProxyAuthenChallenge));
    }

    [Fact]
    public void Iccn_should_say_that_there_was_no_authentication()
    {
        var iccn = Sent(Chap with { Proof = null });
        Assert.Equal((ProxyAuthenType.None, null), (iccn.ProxyAuthenType, iccn.ProxyAuthenName));
    }

    [Fact]
    public void Iccn_should_tell_nothing_where_nothing_was_settled() => Assert.DoesNotContain(Sent(null).Avps, avp => avp.Definition.Type is >= 26 and <= 33);

    [Fact]
    public void Link_should_be_read_as_it_was_told()
    {
        var read = Read([.. Sent(Chap).Avps.Where(avp => avp.Definition.Type is >= 26 and <= 33)])!;
        Assert.Equal((ProxyAuthenType.Chap, "alice", (byte)7), (read.Proof!.Type, read.Proof.Name, read.Proof.Id));
        Assert.All([read.InitialReceived!.Value, read.LastSent!.Value, read.LastReceived!.Value, read.Proof.Challenge, read.Proof.Response], octets => Assert.Equal(Octets, octets.AsEnumerable()));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void Proof_that_lacks_an_avp_should_be_none(int missing) => Assert.Null(Read([.. ChapProof.Where(avp => avp.Definition.Type != missing)]));

    [Fact]
    public void Type_that_we_never_heard_of_should_be_no_proof() =>
        Assert.Null(Read([AvpCatalog.ProxyAuthenType.Of((ProxyAuthenType)9), .. ChapProof[1..]]));

    [Fact]
    public void Iccn_with_nothing_of_it_should_be_a_link_of_which_nothing_is_settled() => Assert.Null(Read());
}
