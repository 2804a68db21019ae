using Concentrator.Actors.Operations;
using Concentrator.Actors.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Operations;

public class OperationsCommandSpecs(ITestOutputHelper output) : OperationsFixture(output)
{
    [Fact]
    public void CloseTunnel_should_reach_the_tunnel_which_answers_the_operator()
    {
        var tunnel = CreateTestProbe();
        Tunnels[new TunnelId(17)] = tunnel;
        Operations.Tell(new OperationsCommands.CloseTunnel(17, "maintenance"), TestActor);

        var close = tunnel.ExpectMsg<TunnelCommands.CloseTunnel>();
        Assert.Equal((ushort)StopCcnResult.GeneralRequest, close.Result.Result);
        Assert.Equal("maintenance", close.Result.Message);
        tunnel.Reply(new CommandResult(true, "closing"));
        Assert.Equal("closing", ExpectMsg<CommandResult>().Text);
    }

    [Fact]
    public void CloseSession_should_reach_its_tunnel_as_an_administrative_disconnect()
    {
        var tunnel = CreateTestProbe();
        Tunnels[new TunnelId(17)] = tunnel;
        Operations.Tell(new OperationsCommands.CloseSession(17, 3, null), TestActor);

        var close = tunnel.ExpectMsg<TunnelCommands.CloseSession>();
        Assert.Equal(new SessionId(3), close.Session);
        Assert.Equal((ushort)CdnResult.Administrative, close.Result.Result);
        Assert.Equal("closed by operator", close.Reason);
    }

    [Fact]
    public void SetSequencing_should_reach_its_tunnel()
    {
        var tunnel = CreateTestProbe();
        Tunnels[new TunnelId(17)] = tunnel;
        Operations.Tell(new OperationsCommands.SetSequencing(17, 3, On: true), TestActor);
        Assert.Equal(new TunnelCommands.SetSequencing(new SessionId(3), On: true), tunnel.ExpectMsg<TunnelCommands.SetSequencing>());
        Operations.Tell(new OperationsCommands.SetSequencing(17, 65536 + 3, On: true), TestActor);
        Assert.False(ExpectMsg<CommandResult>().Done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(18)]
    [InlineData(-1)]
    [InlineData(65536 + 17)]
    public void Unknown_tunnel_should_be_said_to_be_unknown(int id)
    {
        Tunnels[new TunnelId(17)] = CreateTestProbe();
        Operations.Tell(new OperationsCommands.CloseTunnel(id, null), TestActor);
        Assert.Equal(new CommandResult(false, $"no tunnel {id}"), ExpectMsg<CommandResult>());
    }

    [Fact]
    public void Session_id_out_of_range_should_not_reach_another_session()
    {
        var tunnel = CreateTestProbe();
        Tunnels[new TunnelId(17)] = tunnel;
        Operations.Tell(new OperationsCommands.CloseSession(17, 65536 + 3, null), TestActor);
        Assert.False(ExpectMsg<CommandResult>().Done);
        ExpectNothing(tunnel);
    }

    [Fact]
    public void Dial_and_history_should_go_to_whom_they_concern()
    {
        Operations.Tell(new OperationsCommands.Dial("office"), TestActor);
        Dialers.ExpectMsg<OperationsCommands.Dial>();
        Dialers.Reply(new CommandResult(true, "dialling"));
        ExpectMsg<CommandResult>();

        Operations.Tell(new OperationsQueries.GetHistory(5), TestActor);
        Assert.Equal(5, History.ExpectMsg<OperationsQueries.GetHistory>().Last);
    }

    [Fact]
    public void Node_should_be_answered_without_asking_anybody()
    {
        Operations.Tell(new OperationsQueries.GetNode(), TestActor);
        Assert.Equal("node", ExpectMsg<NodeStatus>().Name);
    }
}
