using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Tunnels;

public class SessionSpecs(ITestOutputHelper output) : NodeFixture(
    output, node => node with { Limits = new Limits(SessionsPerTunnel: 3), Lns = [Profile with { DuplicateLogins = DuplicateLogins.Replace }] })
{
    [Fact]
    public void Subscriber_should_get_an_address_and_be_attached_with_it()
    {
        var peer = Connected();
        var subscriber = Subscribed(peer, 5, out var id);
        var attached = AwaitAssert(() => SessionOf(peer, id).Attached!);
        Assert.Equal(subscriber.Address, Assert.Single(attached.Networks).BaseAddress);
        Assert.Equal(System.Net.IPAddress.Parse("10.0.0.254"), Assert.Single(attached.Local));
        Assert.Equal(0, Ledger.CallsInSetup);
    }

    [Fact]
    public void Session_should_have_an_id_that_the_data_plane_can_tell_apart()
    {
        var peer = Connected();
        var path = Assert.Single(Plane.Tunnels, tunnel => tunnel.Local == peer.Node);
        path.OnlyAdmitted = new SessionId(7);
        Assert.Equal(new SessionId(7), peer.OpenCall(5));

        // Those that it could not were not lost.
        path.OnlyAdmitted = new SessionId(8);
        Assert.Equal(new SessionId(8), peer.OpenCall(6));
    }

    [Fact]
    public void Frames_that_overtake_the_ICCN_should_not_be_lost()
    {
        var peer = Connected();
        peer.Send(FakePeer.Icrq(5));
        var id = peer.Expect<Icrp>().AssignedSessionId;
        var path = SessionOf(peer, id);
        path.Receive(0xc021, [1, 1, 0, 4]); // LCP Configure-Request without options
        peer.Send(new Iccn([TxConnectSpeed.Of(1), FramingType.Of(FramingTypes.Synchronous)]), id);
        Assert.Contains(new byte[] { 2, 1, 0, 4 }, Enumerable.Range(0, 2).Select(_ => path.Sent.Take().Packet)); // its Configure-Ack
    }

    [Fact]
    public void LAC_should_be_told_the_ACCM_that_its_subscriber_asked_for()
    {
        var peer = Connected();
        var id = peer.OpenCall(5);
        new FakeSubscriber(SessionOf(peer, id), "alice", "secret", accm: 0x000a0000).Dial();
        var (datagram, message) = peer.Next();
        Assert.Equal((new SessionId(5), new Accm(0x000a0000, uint.MaxValue)), (datagram.SessionId, Assert.IsType<Sli>(message).Accm));
    }

    [Fact]
    public void Operator_should_see_what_the_LAC_tells_of_the_call_and_its_line()
    {
        var peer = Connected();
        peer.Send(new Icrq([
            AssignedSessionId.Of(5), CallSerialNumber.Of(4711), SubAddress.Of("sub"), ConnectSpeedUpdateEnable.Of(default),
            AccessLineAvps.AgentCircuitId.Of("dslam-1 eth 0/7"), AccessLineAvps.ActualDataRateDownstream.Of(50_000_000)]));
        var id = peer.Expect<Icrp>().AssignedSessionId;
        peer.Send(new Iccn([TxConnectSpeed.Of(1000), FramingType.Of(FramingTypes.Synchronous)]), id);
        peer.Send(new Wen([AvpCatalog.CallErrors.Of(new(7, 0, 0, 0, 0, 0))]), id);
        peer.Send(new Mdmst([ModemOnHoldStatus.Of(new ModemOnHold(IsOnHold: true, Timeout: 5))]), id);
        peer.Send(new Csun([AvpCatalog.ConnectSpeedUpdate.Of(new(id, 3000, 2000)), AvpCatalog.ConnectSpeedUpdate.Of(new(new SessionId(999), 1, 1))]));

        var call = AwaitAssert(() =>
        {
            var call = Session(peer, id).Call;
            Assert.Equal(3000u, call?.TxSpeed);
            return call!;
        });
        Assert.Equal((4711u, "sub", 2000u, 7u, "on hold for 1 min at most"), (call.SerialNumber, call.SubAddress, call.RxSpeed, call.LineErrors!.Crc, call.Modem));
        Assert.Equal(("dslam-1 eth 0/7", "50000000"), (call.Details["Agent-Circuit-Id"], call.Details["Actual-Data-Rate-Downstream"]));
    }

    [Fact]
    public void Causes_in_a_CDN_should_be_kept_in_history()
    {
        var peer = Connected();
        Subscribed(peer, 5, out var id);
        peer.Send(
            new Cdn([
                Result.Of(new ResultCode(CdnResult.Administrative)), AssignedSessionId.Of(5), AvpCatalog.Q931Cause.Of(new(16, 0x45)),
                AvpCatalog.PppDisconnectCause.Of(new(PppDisconnectCode.NormalDisconnection, Direction: DisconnectDirection.AtPeer))]),
            id);
        var end = AwaitAssert(() => Assert.Single(History()));
        Assert.Equal(
            (5u, "UserRequest", "NormalDisconnection AtPeer", "16 message 69"), (end.SerialNumber, end.TerminateCause, end.PppCause, end.Q931Cause));
    }

    [Fact]
    public void Wrong_password_should_end_the_call_and_be_told_in_history()
    {
        var peer = Connected();
        var id = peer.OpenCall(5);
        var subscriber = new FakeSubscriber(SessionOf(peer, id), "alice", "guess").Dial();
        Assert.Equal(PppEndReason.OwnAuthenticationFailed, subscriber.End!.Reason);
        var cdn = peer.Expect<Cdn>();
        Assert.Equal((ushort)CdnResult.Administrative, cdn.Result.Result);
        Assert.Equal(new PppDisconnectCause(PppDisconnectCode.AuthenticationFailed, PppProtocol.Chap, DisconnectDirection.AtPeer), cdn.PppDisconnectCause);
        Assert.Contains("password", AwaitAssert(() => Assert.Single(History())).Reason);
    }

    [Fact]
    public void Wrong_password_should_be_told_in_history_of_who_makes_no_use_of_a_retry_and_hangs_up_before_PPP_is_over()
    {
        Configured = Configured with { Lns = [Profile with { Ppp = Profile.Ppp with { Authentication = [AuthMethod.MsChapV2], AuthenticationRetries = 2 } }] };
        var peer = Connected();
        var id = peer.OpenCall(5);
        EventFilter.Info(contains: "alice is refused: wrong password; it may try again, 2 times at most").ExpectOne(
            () => new FakeSubscriber(SessionOf(peer, id), "alice", "guess", AuthMethod.MsChapV2).Dial());
        peer.Send(new Cdn([Result.Of(new ResultCode(CdnResult.LossOfCarrier)), AssignedSessionId.Of(5)]), id);
        var end = AwaitAssert(() => Assert.Single(History()));
        Assert.Equal(("local", "AuthenticationFailed: \"alice\": wrong password"), (end.EndedBy, end.Reason));
    }

    [Fact]
    public void CDN_should_free_the_address_the_id_and_the_place()
    {
        var peer = Connected();
        Subscribed(peer, 5, out var id);
        peer.Send(new Cdn([Result.Of(new ResultCode(CdnResult.LossOfCarrier)), AssignedSessionId.Of(5)]), id);
        AwaitAssert(() => Assert.Equal((0, 0L), (Ledger.Sessions, Pool().Leased)));
        Assert.Empty(Assert.Single(Plane.Tunnels).Sessions);
        Assert.Equal(("peer", "alice"), (Assert.Single(History()).EndedBy, Assert.Single(History()).User));
    }

    [Fact]
    public void CDN_that_knows_no_id_of_ours_should_end_the_call_that_its_AVP_names()
    {
        var peer = Connected();
        Subscribed(peer, 5, out _);
        peer.Send(new Cdn([Result.Of(new ResultCode(CdnResult.LossOfCarrier)), AssignedSessionId.Of(5)]));
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
    }

    [Fact]
    public void Session_that_dies_should_be_disconnected_by_its_tunnel_and_free_what_it_had()
    {
        var peer = Connected();
        Subscribed(peer, 5, out var id);
        Assert.True(IsLoggedIn("alice"));
        Sys.ActorSelection(TunnelOf(peer).Path / $"session-{id}").Tell(PoisonPill.Instance);
        var cdn = peer.Next();
        Assert.IsType<Cdn>(cdn.Message);
        Assert.Equal(new SessionId(5), cdn.Datagram.SessionId);
        AwaitAssert(() => Assert.Equal((0, 0L, false), (Ledger.Sessions, Pool().Leased, IsLoggedIn("alice"))));
        Assert.Equal(1, Ledger.Tunnels);
    }

    [Fact]
    public void Address_should_stay_with_the_user_across_calls()
    {
        var peer = Connected();
        var bob = Subscribed(peer, 4, out var bobs, user: "bob").Address;
        var alice = Subscribed(peer, 5, out var first).Address;
        peer.Send(new Cdn([Result.Of(new ResultCode(CdnResult.LossOfCarrier)), AssignedSessionId.Of(5)]), first);
        peer.Send(new Cdn([Result.Of(new ResultCode(CdnResult.LossOfCarrier)), AssignedSessionId.Of(4)]), bobs);
        AwaitAssert(() => Assert.Equal(0L, Pool().Leased));
        Assert.Equal(alice, Subscribed(peer, 6, out _).Address);
        Assert.NotEqual(alice, bob);
    }

    [Fact]
    public void Second_login_should_replace_the_first()
    {
        var peer = Connected();
        Subscribed(peer, 5, out var first);
        peer.OpenCall(6);
        var second = Assert.Single(Assert.Single(Plane.Tunnels).Sessions, session => session.Key != first).Value;
        Assert.NotNull(new FakeSubscriber(second, "alice", "secret").Dial().Address);
        var cdn = NextInTime(peer);
        Assert.IsType<Cdn>(cdn.Message);
        Assert.Equal(new SessionId(5), cdn.Datagram.SessionId);
    }

    [Fact]
    public void Call_over_the_limit_should_be_refused_for_now_and_the_others_stay()
    {
        var peer = Connected();
        foreach (var session in new ushort[] { 1, 2, 3 })
            peer.OpenCall(session);
        peer.Send(FakePeer.Icrq(4));
        var refused = peer.Next();
        Assert.Equal((ushort)CdnResult.NoFacilitiesTemporarily, Assert.IsType<Cdn>(refused.Message).Result.Result);
        Assert.Equal(new SessionId(4), refused.Datagram.SessionId);
        Assert.Equal(3, Ledger.Sessions);
    }

    [Fact]
    public void Call_that_is_never_connected_should_end()
    {
        var peer = Connected();
        peer.Send(FakePeer.Icrq(5));
        peer.Expect<Icrp>();
        peer.Acknowledge();
        ExpectInTime<Cdn>(peer);
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
    }

    [Fact]
    public void Operator_should_close_a_session_by_PPP_and_CDN()
    {
        var peer = Connected();
        Subscribed(peer, 5, out var id);
        TunnelOf(peer).Tell(new TunnelCommands.CloseSession(id, new ResultCode(CdnResult.Administrative), "bye"), TestActor);
        Assert.True(ExpectMsg<CommandResult>().Done);
        ExpectInTime<Cdn>(peer);
        var end = AwaitAssert(() => Assert.Single(History()));
        Assert.Contains("bye", end.Reason);
        Assert.Equal("AdminReset", end.TerminateCause);
    }
}
