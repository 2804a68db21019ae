using Akka.Actor;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Targets;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Pppoe;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppoe;

/// <summary>A host's session from its PADS to its PADT, and the call behind it.</summary>
public class PppoeSessionSpecs(ITestOutputHelper output) : PppoeTestKit(output)
{
    [Fact]
    public void Session_should_be_called_and_tied_and_told_of()
    {
        Serve(Pass);
        var line = new AccessLine("node 1/1", "alice");
        var (id, path) = Open(Host, line.ToTag(), PppoeTag.Of(PppoeTagType.PppMaxPayload, 1500));
        var place = ExpectMsg<TargetCommands.PlaceCall>(Limit);
        Assert.Equal(("lns", Host.ToString()), (place.Target, place.Request.CallingNumber));
        Assert.Contains(AccessLineAvps.AgentCircuitId.Of("node 1/1"), place.Request.Received);

        var tunnelled = Connect();
        Assert.Same(path, tunnelled.Pppoe);
        var status = Assert.Single(Status());
        Assert.Equal(
            ("eth1", (int)id.Value, Host.ToString(), "established", "node 1/1", "lns", 7, 8, 1500),
            (status.Interface, status.PppoeSessionId, status.Host, status.State, status.CircuitId, status.Target, status.TunnelId, status.SessionId, status.MaxPayload));
    }

    [Fact]
    public void First_frames_of_the_host_should_wait_for_the_LNS_and_late_ones_pass()
    {
        Serve(Pass);
        var (_, path) = Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        path.Receive(PppProtocol.Lcp, [1, 1, 0, 4]);
        path.Receive(PppProtocol.Lcp, [1, 2, 0, 4]);
        var tunnelled = Connect();
        Assert.Equal((PppProtocol.Lcp, 1), Next(tunnelled.Sent));
        Assert.Equal((PppProtocol.Lcp, 2), Next(tunnelled.Sent));
        path.Receive(PppProtocol.Lcp, [1, 3, 0, 4]); // was on its way when the paths were tied
        Assert.Equal((PppProtocol.Lcp, 3), Next(tunnelled.Sent));

        LastSender.Tell(new TargetEvents.CallFrame(0, PppProtocol.Lcp, new byte[] { 1, 4, 0, 4 }));
        Assert.Equal((PppProtocol.Lcp, 4), Next(path.Sent));

        static (ushort, int) Next(System.Collections.Concurrent.BlockingCollection<(ushort Protocol, byte[] Packet)> frames)
        {
            Assert.True(frames.TryTake(out var frame, Limit));
            return (frame.Protocol, frame.Packet[1]);
        }
    }

    [Fact]
    public void Padt_should_end_the_call_and_free_the_session()
    {
        Serve(Pass);
        var (id, _) = Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        Connect();
        var padt = new DiscoveryPacket(PppoeCode.Padt, id, [PppoeTag.Of(PppoeTagType.GenericError, "bye")]);
        Assert.Equal(DropReason.PppoeWrongHost, Port.Receive(OtherHost, padt));
        Assert.Equal(DropReason.None, Port.Receive(Host, padt));
        var end = ExpectMsg<TargetCommands.EndCall>(Limit);
        Assert.Equal(CdnResult.LossOfCarrier, (CdnResult)end.End.Result!.Value.Result);
        AwaitAssert(() => Assert.Empty(Port.Sessions));
        var kept = Assert.IsType<PppoeSessionEnded>(Journal.ExpectMsg<JournalCommands.Record>(Limit).Fact);
        Assert.Equal(("eth1", (int)id.Value, Host.ToString(), "lns", Call.Tunnel, "peer", "PADT: bye"),
            (kept.Interface, kept.Session, kept.Host, kept.Target, kept.Tunnel!.Value, kept.EndedBy, kept.Reason));
        AwaitAssert(() => Assert.Equal(DropReason.PppoeUnknownSession, Port.Receive(Host, padt)));
        Assert.Empty(Port.Sent); // a PADT is not answered
    }

    [Fact]
    public void End_of_the_call_should_be_told_by_padt()
    {
        Serve(Pass);
        var (id, _) = Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        LastSender.Tell(new TargetEvents.CallEnded(0, new CallEnd(EndedBy.Peer, null, null, "no facilities")));
        var padt = Sent(Host);
        Assert.Equal((PppoeCode.Padt, id, "no LNS took the call"), (padt.Code, padt.Session, padt.Find(PppoeTagType.GenericError)?.Text));
        AwaitAssert(() => Assert.Empty(Port.Sessions));
    }

    [Theory]
    [InlineData(AuthMethod.Pap)]
    [InlineData(AuthMethod.ChapMd5)]
    public void Host_should_be_handed_over_with_its_lcp_and_unanswered_proof(AuthMethod method)
    {
        Serve(Authenticate with { Ppp = Authenticate.Ppp with { Authentication = [method] } });
        var (_, path) = Open(Host);
        var client = new FakeHost(path, "alice@example.net", method);
        client.TalkUntilProved(Limit);
        var place = ExpectMsg<TargetCommands.PlaceCall>(Limit);
        var proxied = place.Request.Connection.Proxied!;
        Assert.Equal(("wholesale", "alice@example.net"), (place.Target, proxied.Proof!.Name));
        Assert.Equal(method is AuthMethod.Pap ? ProxyAuthenType.Pap : ProxyAuthenType.Chap, proxied.Proof.Type);
        Assert.NotEmpty(proxied.LastSent!.Value);
        Assert.NotEmpty(proxied.LastReceived!.Value);
        Assert.Empty(path.Sent); // nobody has answered the proof
        Connect();
        Assert.Equal("alice@example.net", Assert.Single(Status()).User);
    }

    [Fact]
    public void Host_of_a_realm_without_a_target_should_be_told_by_padt()
    {
        Serve(Authenticate);
        var (id, path) = Open(Host);
        new FakeHost(path, "alice@other.net", AuthMethod.Pap).TalkUntilProved(Limit);
        var padt = Sent(Host);
        Assert.Equal((PppoeCode.Padt, id), (padt.Code, padt.Session));
    }

    [Fact]
    public void Silent_host_and_slow_LNS_should_be_given_up_in_time()
    {
        Serve(Pass with { SetupTimeout = TimeSpan.FromSeconds(10) });
        Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        AwaitAssert(
            () =>
            {
                Advance(TimeSpan.FromSeconds(1));
                Assert.Single(Port.Sent);
            },
            Limit, TimeSpan.FromMilliseconds(10));
        ExpectMsg<TargetCommands.EndCall>(Limit);
        Assert.Equal(PppoeCode.Padt, Sent(Host).Code);
    }
}
