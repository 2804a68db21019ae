using Akka.Actor;
using Concentrator.Actors.Pppoe;
using Concentrator.Actors.Targets;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Pppoe;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppoe;

/// <summary>Interfaces and profiles that change, and the end of the node.</summary>
public class PppoeInterfaceSpecs(ITestOutputHelper output) : PppoeTestKit(output)
{
    [Fact]
    public void Node_that_stops_should_send_padt_to_everybody()
    {
        Serve(Pass);
        Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        Pppoe.Tell(new PppoeCommands.CloseAll("the node is shutting down"));
        Assert.Equal(PppoeCode.Padt, Sent(Host).Code);
        ExpectMsg<TargetCommands.EndCall>(Limit);
        AwaitAssert(() => Assert.Equal(DropReason.PppoeRefused, Port.Receive(Host, Packet(PppoeCode.Padi), isUnicast: false)));
    }

    [Fact]
    public void Interface_that_is_taken_out_should_be_closed_with_a_padt_for_its_hosts()
    {
        Serve(Pass);
        var (id, _) = Open(Host);
        Runtime.Configuration = Configuration([]);
        Pppoe.Tell(new PppoeCommands.Configure([]));
        Assert.Equal((PppoeCode.Padt, id), Sent(Host) is var padt ? (padt.Code, padt.Session) : default);
        AwaitAssert(() => Assert.True(Port.IsDisposed));
    }

    [Fact]
    public void Interface_that_is_put_in_again_should_be_served_again()
    {
        Serve(Pass);
        var former = Port;
        Pppoe.Tell(new PppoeCommands.Configure([]));
        Pppoe.Tell(new PppoeCommands.Configure([Pass]));
        AwaitAssert(() => Assert.NotSame(former, Port));
        Assert.True(former.IsDisposed);
    }

    [Fact]
    public void Interface_that_is_made_anew_should_be_opened_anew()
    {
        Serve(Pass);
        var former = Port;
        Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        former.IsThere = false;
        AwaitAssert(
            () =>
            {
                Advance(TimeSpan.FromSeconds(1));
                Assert.NotSame(former, Port);
            },
            Limit, TimeSpan.FromMilliseconds(10));
        Assert.True(former.IsDisposed);
        ExpectMsg<TargetCommands.EndCall>(Limit);
        AwaitAssert(() => Assert.Empty(former.Sessions));
        Open(Host);
    }

    [Fact]
    public void Changed_profile_should_hold_for_new_sessions()
    {
        Serve(Pass);
        Pppoe.Tell(new PppoeCommands.Configure([Pass with { Concentrator = Pass.Concentrator with { Name = "new" } }]));
        AwaitAssert(() =>
        {
            Port.Receive(Host, Packet(PppoeCode.Padi), isUnicast: false);
            Assert.Equal("new", Sent(Host).Find(PppoeTagType.AcName)?.Text);
        });
    }
}
