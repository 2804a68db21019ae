using Concentrator.Actors.Operations;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>As LNS this node says when data messages are numbered (RFC 2661 section 5.4): here until payload flows, and when an operator wants it.</summary>
public class SequencingSpecs(ITestOutputHelper output) : NodeFixture(
    output, node => node with { Lns = [Profile with { Tunnel = Profile.Tunnel with { Data = new DataProfile { Sequencing = SequencingPolicy.Negotiation } } }] })
{
    [Fact]
    public void Negotiation_should_be_numbered_and_payload_not()
    {
        var lac = Connected();
        var session = lac.OpenCall(5);
        var path = SessionOf(lac, session);
        Assert.True(path.IsSequencing);
        new FakeSubscriber(path, "alice", "secret").Dial();
        AwaitAssert(() => Assert.False(path.IsSequencing));
    }

    [Fact]
    public void Operator_should_begin_and_end_it_in_mid_session()
    {
        var lac = Connected();
        Subscribed(lac, 5, out var session);
        var path = SessionOf(lac, session);
        AwaitAssert(() => Assert.False(path.IsSequencing));
        Assert.Equal((true, true), (Set(lac, session, on: true).Done, path.IsSequencing));
        Assert.Equal((true, false), (Set(lac, session, on: false).Done, path.IsSequencing));
        Assert.False(Set(lac, new SessionId(999), on: true).Done);
    }

    [Fact]
    public void What_the_LAC_requires_should_not_be_ended()
    {
        var lac = Connected();
        lac.Send(FakePeer.Icrq(5));
        var session = lac.Expect<Icrp>().AssignedSessionId;
        lac.Send(new Iccn([TxConnectSpeed.Of(1_000_000), FramingType.Of(FramingTypes.Synchronous), SequencingRequired.Of(default)]), session);
        var path = SessionOf(lac, session);
        new FakeSubscriber(path, "alice", "secret").Dial();
        AwaitAssert(() => Assert.True(path.IsSequencingRequired));
        Assert.False(Set(lac, session, on: false).Done);
        Assert.True(path.IsSequencing);
    }

    private CommandResult Set(FakePeer lac, SessionId session, bool on)
    {
        TunnelOf(lac).Tell(new TunnelCommands.SetSequencing(session, on), TestActor);
        return (CommandResult)FishForMessage(message => message is CommandResult);
    }
}
