using Concentrator.Actors.Sessions;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>Filters of groups, with an nft that does as the test says.</summary>
public class GroupFilterSpecs : NodeFixture
{
    private static readonly GroupFilter Good = new("/etc/red.nft", "chain good { }"), Bad = new("/etc/red.nft", "chain bad { }");

    private readonly FakeNft _nft;

    public GroupFilterSpecs(ITestOutputHelper output) : this(output, new FakeNft())
    {
    }

    private GroupFilterSpecs(ITestOutputHelper output, FakeNft nft) : base(output, node => GroupSpecs.WithGroups(node, Profile), nft) => _nft = nft;

    [Fact]
    public void Call_of_a_group_whose_filter_was_refused_should_be_refused_with_the_reason_in_the_history()
    {
        Assert.StartsWith("groups.red.filter: nft ended with exit code 1: the group is closed", Assert.Single(Apply(Bad)));
        var peer = Connected();

        GroupSpecs.Offer(peer, 5, "red");
        var result = peer.Expect<Cdn>().Result;
        Assert.Equal(((ushort)CdnResult.NoFacilitiesTemporarily, "private group \"red\" is closed"), (result.Result, result.Message));
        AwaitAssert(() => Assert.Contains(History(), entry => entry.Reason.Contains("its filter could not be applied: nft ended with exit code 1")));

        var served = GroupSpecs.Offer(peer, 6, "blue");
        Assert.NotNull(new FakeSubscriber(SessionOf(peer, served), "alice", "secret").Dial().Address);
    }

    [Fact]
    public void Group_should_be_served_again_when_its_filter_is_in_force()
    {
        Apply(Bad);
        Assert.Empty(Apply(Good));
        var peer = Connected();
        Assert.NotNull(new FakeSubscriber(SessionOf(peer, GroupSpecs.Offer(peer, 5, "red")), "alice", "secret").Dial().Address);
    }

    [Fact]
    public void Filter_that_is_refused_should_leave_the_one_before_in_force()
    {
        Apply(Good);
        Assert.Contains("the rules of before stay in force", Assert.Single(Apply(Bad)));
        Assert.Equal((FilterState.Outdated, "nft ended with exit code 1"), Filters.StatusOf("red"));
        Assert.Null(Filters.WhyClosed("red"));
    }

    [Fact]
    public void Nft_should_be_run_in_the_groups_namespace_and_only_for_what_is_new_or_was_refused()
    {
        Apply(Good);
        Apply(Good);
        Apply(Bad);
        Apply(Bad);
        Apply(null);
        Apply(null);

        Assert.All(_nft.Scripts, script => Assert.Equal("red", script.Namespace));
        Assert.Equal(["good", "bad", "bad", "removed"], _nft.Scripts.Select(script => What(script.Text)));
        Assert.Equal((FilterState.None, null), Filters.StatusOf("red"));
    }

    [Fact]
    public void Node_that_stops_should_take_its_filters_away()
    {
        Apply(Good);
        Filters.Dispose();
        Assert.Equal(["good", "removed"], _nft.Scripts.Select(script => What(script.Text)));
    }

    private IReadOnlyList<string> Apply(GroupFilter? filter)
    {
        Configured = Configured with { Groups = Configured.Groups.Select(group => group.Name == "red" ? group with { Filter = filter } : group).ToValueList() };
        return Filters.Apply(Configured.Groups);
    }

    private static string What(string script) => script.Contains("chain good") ? "good" : script.Contains("chain bad") ? "bad" : "removed";

    /// <summary>It refuses the chain "bad".</summary>
    private sealed class FakeNft : IChildProcesses
    {
        public List<(string? Namespace, string Text)> Scripts { get; } = [];

        public IChildProcess Start(ChildProcessOptions options)
        {
            Assert.Equal(["-f", "-"], options.Arguments);
            Scripts.Add((options.NetworkNamespace, ((MemoryFile)options.Input!).Read()));
            return new Ended(new ExitStatus(Scripts[^1].Text.Contains("chain bad") ? 1 : 0, null));
        }

        private sealed class Ended(ExitStatus status) : IChildProcess
        {
            public int Pid => 4711;

            public Task<ExitStatus> Exited { get; } = Task.FromResult(status);

            public bool Signal(Signal signal) => false;

            public bool SignalGroup(Signal signal) => false;
        }
    }
}
