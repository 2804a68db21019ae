using System.Net;
using System.Text;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Concentrator.TestSupport.Planes;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>Two groups whose subscribers have the same addresses and the same names.</summary>
public class GroupSpecs(ITestOutputHelper output) : NodeFixture(output, node => WithGroups(node, Profile with { DuplicateLogins = DuplicateLogins.Refuse }))
{
    [Fact]
    public void Same_address_and_same_user_should_be_served_in_each_group()
    {
        var peer = Connected();
        var (red, redSession) = Call(peer, 5, "red");
        var (blue, blueSession) = Call(peer, 6, "blue");

        Assert.Equal((IPAddress.Parse("10.1.0.2"), IPAddress.Parse("10.1.0.2")), (red.Address!, blue.Address!));
        Assert.Equal("l2tp-red", AwaitAssert(() => redSession.AttachedTo!.Name));
        Assert.Equal("l2tp-blue", AwaitAssert(() => blueSession.AttachedTo!.Name));
    }

    [Fact]
    public void Call_without_a_group_should_be_served_by_the_node_itself()
    {
        var (_, session) = Call(Connected(), 5, group: null);
        Assert.Equal("l2tp0", AwaitAssert(() => session.AttachedTo!.Name));
    }

    [Fact]
    public void User_who_is_logged_in_should_be_refused_within_the_same_group_only()
    {
        var peer = Connected();
        Call(peer, 5, "red");
        Call(peer, 6, "blue");
        var id = Offer(peer, 7, "red");
        Assert.Null(new FakeSubscriber(SessionOf(peer, id), "alice", "secret").Dial().Address);
    }

    [Fact]
    public void Call_of_an_unknown_group_should_be_refused()
    {
        var peer = Connected();
        Offer(peer, 5, "green");
        var result = peer.Expect<Cdn>().Result;
        Assert.Equal(((ushort)CdnResult.NoFacilitiesPermanently, "private group \"green\" is not served here"), (result.Result, result.Message));
    }

    /// <summary>A node with the groups "red" and "blue", both of which the profile serves.</summary>
    internal static NodeConfiguration WithGroups(NodeConfiguration node, LnsProfile profile) => node with
    {
        Pools = [.. node.Pools, Pool("reds", "red"), Pool("blues", "blue")],
        Groups = [Group("red"), Group("blue")],
        Lns = [profile with { Groups = ["red", "blue"] }],
    };

    private (FakeSubscriber Subscriber, FakeSessionPath Session) Call(FakePeer peer, ushort session, string? group)
    {
        var path = SessionOf(peer, Offer(peer, session, group));
        return (new FakeSubscriber(path, "alice", "secret").Dial(), path);
    }

    internal static SessionId Offer(FakePeer peer, ushort session, string? group) =>
        peer.OpenCall(session, group is null ? [] : [PrivateGroupId.Of([.. Encoding.UTF8.GetBytes(group)])]);

    private static PoolDefinition Pool(string name, string group)
    {
        Assert.True(AddressRanges.TryParse(["10.1.0.2-10.1.0.9"], out var ranges, out var error), error);
        return new PoolDefinition(name, ranges, [], Group: group);
    }

    private static RoutingGroup Group(string name) =>
        new() { Name = name, Pool = $"{name}s", Namespace = name, Tun = new TunSettings($"l2tp-{name}", IPAddress.Parse("10.1.0.1")) };
}
