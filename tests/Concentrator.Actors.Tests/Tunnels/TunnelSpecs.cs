using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tunnels;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Tunnels;

public class TunnelSpecs(ITestOutputHelper output) : NodeFixture(output)
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(31);

    [Fact]
    public void Tunnel_should_be_established_by_SCCRQ_SCCRP_SCCCN()
    {
        var peer = Connected();
        Assert.Equal((1, 0), (Ledger.Tunnels, Ledger.HalfOpenTunnels));
        Assert.Equal(peer.Node, Assert.Single(Plane.Tunnels).Local);
    }

    [Fact]
    public void Repeated_SCCRQ_should_meet_the_half_open_tunnel_that_is_there()
    {
        var peer = new FakePeer(Port);
        peer.Send(peer.Sccrq());
        peer.Node = peer.Expect<Sccrp>().AssignedTunnelId;
        var answered = peer.Node;
        peer.Node = TunnelId.Unassigned;
        peer.SendAgain(peer.Sccrq());
        peer.Node = answered;
        peer.Send(new Scccn([]));
        AwaitAssert(() => Assert.Equal((1, 0), (Ledger.Tunnels, Ledger.HalfOpenTunnels)));
    }

    [Fact]
    public void Answer_that_is_there_while_the_SCCRP_is_being_sent_should_be_taken()
    {
        var peers = Enumerable.Range(1, 200).Select(host => new FakePeer(Port, address: $"198.51.100.{host}")).ToDictionary(peer => peer.Path.Peer);
        Port.Sending = path =>
        {
            if (peers[path.Peer].TryNext(TimeSpan.Zero)?.Message is not Sccrp sccrp)
                return;
            peers[path.Peer].Node = sccrp.AssignedTunnelId;
            peers[path.Peer].Send(new Scccn([]));
        };
        foreach (var peer in peers.Values)
            peer.Send(peer.Sccrq());
        Assert.Equal((200, 0), (Ledger.Tunnels, Ledger.HalfOpenTunnels));
    }

    [Fact]
    public void Two_clients_behind_one_address_with_the_same_tunnel_id_should_both_be_served()
    {
        var first = Connected(tunnel: 1, udpPort: 40001);
        var second = Connected(tunnel: 1, udpPort: 40002);
        Assert.NotEqual(first.Node, second.Node);
        Assert.Equal(2, Ledger.Tunnels);
    }

    [Fact]
    public void Datagram_from_another_endpoint_should_be_dropped()
    {
        var peer = Connected();
        var stranger = new FakePeer(Port, address: "192.0.2.66") { Node = peer.Node };
        Assert.Equal(DropReason.WrongPeer, stranger.Send(new Hello([])));
    }

    [Fact]
    public void StopCCN_that_knows_no_id_of_ours_should_end_the_tunnel_that_its_AVP_names()
    {
        var peer = Connected();
        var node = peer.Node;
        peer.Node = TunnelId.Unassigned;
        peer.Send(Stop(peer));
        peer.Node = node;
        InTime(() => Assert.Equal(0, Ledger.Tunnels));
        Assert.Equal("peer", Assert.Single(History()).EndedBy);
    }

    [Fact]
    public void Tunnel_id_should_be_held_for_a_full_retransmission_cycle_after_StopCCN()
    {
        var peer = Connected();
        peer.Send(Stop(peer));
        AwaitAssert(() => Assert.Single(History()));
        Advance(Hold - TimeSpan.FromSeconds(1));
        Assert.Equal(1, Ledger.Tunnels);
        InTime(() => Assert.Equal(0, Ledger.Tunnels));
        Assert.Empty(Plane.Tunnels);
        Assert.Equal(DropReason.UnknownTunnel, peer.Send(new Hello([])));
    }

    [Fact]
    public void Silent_peer_should_be_asked_by_HELLO_and_given_up()
    {
        var peer = Connected();
        peer.Acknowledge();
        ExpectInTime<Hello>(peer);
        InTime(() => Assert.Equal("lost", Assert.Single(History()).EndedBy));
    }

    [Fact]
    public void Peer_that_restarts_should_be_admitted_again_and_its_old_tunnel_be_cleared()
    {
        var before = Connected();
        var after = Connected();
        Assert.NotEqual(before.Node, after.Node);
        AwaitAssert(() => Assert.Equal("lost", Assert.Single(History()).EndedBy));
        InTime(() => Assert.Equal(after.Node, Assert.Single(Plane.Tunnels).Local));
    }

    [Fact]
    public void Peer_that_restarts_and_succeeds_only_at_its_second_attempt_should_have_its_old_tunnel_cleared()
    {
        Connected();
        var failing = new FakePeer(Port);
        failing.Send(failing.Sccrq());
        failing.Node = failing.Expect<Sccrp>().AssignedTunnelId;
        failing.Send(Stop(failing));
        InTime(() => Assert.Equal(1, Ledger.Tunnels));
        Assert.DoesNotContain(History(), ended => ended.EndedBy == "lost");

        Connected();
        AwaitAssert(() => Assert.Contains(History(), ended => ended.EndedBy == "lost"));
    }

    [Fact]
    public void Node_that_stops_should_refuse_new_tunnels_as_one_that_shuts_down()
    {
        Ledger.Close();
        var peer = new FakePeer(Port);
        peer.Send(peer.Sccrq());
        Assert.Equal((ushort)StopCcnResult.ShuttingDown, peer.Expect<StopCcn>().Result.Result);
        Assert.Equal(0, Ledger.Tunnels);
    }

    [Fact]
    public void Operator_should_close_a_tunnel_by_StopCCN()
    {
        var peer = Connected();
        TunnelOf(peer).Tell(new TunnelCommands.CloseTunnel(new ResultCode(StopCcnResult.GeneralRequest), "maintenance"), TestActor);
        Assert.True(ExpectMsg<CommandResult>().Done);
        Assert.Equal((ushort)StopCcnResult.GeneralRequest, peer.Expect<StopCcn>().Result.Result);
        AwaitAssert(() => Assert.Contains(History(), end => end is { Kind: "tunnel", Reason: "maintenance" }));
    }

    [Fact]
    public void Call_to_a_tunnel_that_is_closing_should_be_refused()
    {
        var peer = Connected();
        peer.OpenCall(5);
        TunnelOf(peer).Tell(new TunnelCommands.CloseTunnel(new ResultCode(StopCcnResult.GeneralRequest), "maintenance"), TestActor);
        Assert.True(ExpectMsg<CommandResult>().Done);
        peer.Send(FakePeer.Icrq(6));
        var refused = ExpectInTime<Cdn>(peer);
        while (refused.AssignedSessionId != new SessionId(6))
            refused = ExpectInTime<Cdn>(peer);
        Assert.Equal((ushort)CdnResult.NoFacilitiesTemporarily, refused.Result.Result);
    }

    [Fact]
    public void Node_that_stops_should_close_calls_by_CDN_and_tunnels_by_StopCCN_and_not_hold_them()
    {
        var peer = Connected();
        peer.OpenCall(5);
        Registered<SlotsKey>().Tell(new SlotsActor.CloseAll("over"));
        Assert.Equal((ushort)CdnResult.Administrative, ExpectInTime<Cdn>(peer).Result.Result);
        peer.Acknowledge();
        Assert.Equal((ushort)StopCcnResult.ShuttingDown, ExpectInTime<StopCcn>(peer).Result.Result);
        peer.Acknowledge();
        AwaitAssert(() => Assert.Equal(0, Ledger.Tunnels));
    }

    [Fact]
    public void Tunnel_that_dies_should_say_a_last_StopCCN_and_free_its_id_and_its_calls()
    {
        var peer = Connected();
        Subscribed(peer, 5, out _);
        TunnelOf(peer).Tell(PoisonPill.Instance);
        peer.Expect<StopCcn>();
        AwaitAssert(() => Assert.Equal((0, 0, 0, false), (Ledger.Tunnels, Ledger.Sessions, (int)Pool().Leased, IsLoggedIn("alice"))));
        Assert.Empty(Plane.Tunnels);
        AwaitAssert(() => Assert.Single(History(), end => end is { Kind: "tunnel", EndedBy: "local", Reason: "internal error" }));
    }

    [Fact]
    public void ICRQ_on_a_half_open_tunnel_should_be_passed_over()
    {
        var peer = new FakePeer(Port);
        peer.Send(peer.Sccrq());
        peer.Node = peer.Expect<Sccrp>().AssignedTunnelId;
        peer.Send(FakePeer.Icrq(1));
        peer.Send(new Scccn([]));
        AwaitAssert(() => Assert.Equal((0, 0), (Ledger.HalfOpenTunnels, Ledger.Sessions)));
    }

    private static StopCcn Stop(FakePeer peer) =>
        new([AssignedTunnelId.Of(peer.Tunnel.Value), Result.Of(new ResultCode(StopCcnResult.GeneralRequest))]);
}
