using Concentrator.Actors.Dialers;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tests.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Dialers;

/// <summary>As LNS this node asks a LAC to dial for it (RFC 2661 section 5.2.2).</summary>
public class OutgoingDialerSpecs(ITestOutputHelper output) : NodeFixture(output, node => node with { Dialers = [Branch] })
{
    private static DialerProfile Branch => new()
    {
        Name = "branch",
        Lns = [new LnsAddress("192.0.2.8")],
        Auto = false,
        Outgoing = new OutgoingCalls(new NamePattern("lac-*"), Profile),
        Tunnel = new TunnelProfile { HostName = "node" },
        Ppp = new PppProfile { Name = "node", Ipv6 = false, EchoInterval = null },
        Interface = "branch",
        Call = new CallRequest { CalledNumber = "5551234", SubAddress = "7", MinimumBps = 9600, MaximumBps = 64_000, Framing = FramingTypes.None },
    };

    [Fact]
    public void Dialer_should_open_a_tunnel_to_the_LAC_and_ask_it_to_dial()
    {
        var lac = Dialed();
        var ocrq = lac.Expect<Ocrq>();
        Assert.Equal(("5551234", "7", 9600u, 64_000u), (ocrq.CalledNumber, ocrq.SubAddress, ocrq.MinimumBps, ocrq.MaximumBps));
        Assert.Equal((BearerTypes.Digital | BearerTypes.Analog, FramingTypes.Synchronous), (ocrq.BearerType, ocrq.FramingType));
    }

    [Fact]
    public void Tunnel_that_the_LAC_has_opened_should_be_used_while_it_is_up()
    {
        var lac = OpenedBy("lac-1");
        Dial();
        Assert.Equal("5551234", lac.Expect<Ocrq>().CalledNumber);
        AwaitAssert(() => Assert.Equal(("connected", lac.Node.Value), (Status().State, Status().TunnelId ?? 0)));
    }

    [Fact]
    public void Whoever_was_called_should_be_served_by_the_profile_that_the_dialer_names()
    {
        var lac = OpenedBy("lac-1");
        Dial();
        var session = Answer(lac, lac.Expect<Ocrq>());
        var subscriber = new FakeSubscriber(SessionOf(lac, session), "alice", "secret").Dial();
        Assert.Equal("10.0.0.1", subscriber.Address?.ToString());
        AwaitAssert(() => Assert.Equal(1, Status().SessionsUp));
        Assert.Equal(1, Pool().Leased);
    }

    [Fact]
    public void Dialer_that_is_hung_up_should_end_its_calls_and_leave_the_tunnel_of_the_LAC()
    {
        var lac = OpenedBy("lac-1");
        Dial();
        Answer(lac, lac.Expect<Ocrq>());
        Command(new OperationsCommands.Dial("branch", HangUp: true));
        Assert.Equal((ushort)CdnResult.Administrative, ExpectInTime<Cdn>(lac).Result.Result);
        lac.Acknowledge();
        lac.Send(FakePeer.Icrq(9));
        Assert.IsType<Icrp>(NextInTime(lac).Message);
    }

    [Fact]
    public void Call_that_the_LAC_could_not_place_should_be_told_and_placed_again()
    {
        var lac = OpenedBy("lac-1");
        Dial();
        var ocrq = lac.Expect<Ocrq>();
        lac.Send(new Ocrp([AssignedSessionId.Of(5)]), ocrq.AssignedSessionId);
        lac.Send(new Cdn([AvpCatalog.Result.Of(new ResultCode(CdnResult.Busy)), AssignedSessionId.Of(5), AvpCatalog.Q931Cause.Of(new(17, 0))]), ocrq.AssignedSessionId);
        AwaitAssert(() => Assert.Contains("Busy", Status().LastError));
        AwaitAssert(() => Assert.Contains(History(), end => end.Result.StartsWith('8')));
        Assert.Equal("5551234", ExpectInTime<Ocrq>(lac).CalledNumber);
    }

    [Fact]
    public void Dialer_should_open_a_tunnel_of_its_own_when_that_of_the_LAC_is_gone()
    {
        var lac = OpenedBy("lac-1");
        Dial();
        lac.Expect<Ocrq>();
        lac.Send(new StopCcn([AssignedTunnelId.Of(lac.Tunnel.Value), Result.Of(new ResultCode(StopCcnResult.ShuttingDown))]));
        var other = new FakePeer(Port, address: "192.0.2.8", tunnel: 80);
        Assert.IsType<Sccrq>(NextInTime(other).Message);
    }

    [Fact]
    public void LAC_that_advertises_no_bearer_should_not_be_asked()
    {
        Dial();
        var lac = new FakePeer(Port, address: "192.0.2.8");
        lac.Node = lac.Expect<Sccrq>().AssignedTunnelId;
        lac.Send(new Sccrp([.. lac.Sccrp().Avps.Where(avp => avp.Definition != BearerCapabilities)]));
        lac.Expect<Scccn>();
        lac.Acknowledge();
        AwaitAssert(() => Assert.Contains("places no outgoing calls", Status().LastError));
    }

    private FakePeer OpenedBy(string hostName)
    {
        var lac = new FakePeer(Port);
        lac.OpenTunnel(hostName);
        AwaitAssert(() => Assert.Equal(0, Ledger.HalfOpenTunnels));
        return lac;
    }

    private FakePeer Dialed()
    {
        Dial();
        var lac = new FakePeer(Port, address: "192.0.2.8");
        lac.Node = lac.Expect<Sccrq>().AssignedTunnelId;
        lac.Send(lac.Sccrp("lac-2"));
        lac.Expect<Scccn>();
        lac.Acknowledge();
        return lac;
    }

    private static SessionId Answer(FakePeer lac, Ocrq ocrq)
    {
        lac.Send(new Ocrp([AssignedSessionId.Of(5)]), ocrq.AssignedSessionId);
        lac.Send(new Occn([TxConnectSpeed.Of(33_600), FramingType.Of(FramingTypes.Synchronous)]), ocrq.AssignedSessionId);
        return ocrq.AssignedSessionId;
    }

    private void Dial()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance, TestActor);
        Assert.True(Command(new OperationsCommands.Dial("branch")).Done);
    }

    private CommandResult Command(object command)
    {
        Registered<DialersKey>().Tell(command, TestActor);
        return (CommandResult)FishForMessage(message => message is CommandResult);
    }

    private DialerStatus Status()
    {
        Settle();
        Registered<DialersKey>().Tell(DialerQueries.GetDialerStatus.Instance, TestActor);
        return (DialerStatus)FishForMessage(message => message is DialerStatus);
    }
}
