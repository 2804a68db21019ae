using System.Collections.Concurrent;
using Concentrator.Actors.Tests.Tunnels;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Linux.Processes;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>Subscribers of groups whose PPP a pppd speaks.</summary>
public class PppdGroupSpecs : NodeFixture
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly RecordedProcesses _processes;

    public PppdGroupSpecs(ITestOutputHelper output) : this(output, new RecordedProcesses())
    {
    }

    private PppdGroupSpecs(ITestOutputHelper output, RecordedProcesses processes) : base(
        output,
        node => GroupSpecs.WithGroups(node, Profile with { Ppp = Profile.Ppp with { Engine = PppEngine.Pppd, Pppd = new PppdProfile { Authenticates = true } } }),
        processes) => _processes = processes;

    [Theory]
    [InlineData("red", "10.1.0.1:10.1.0.2")]
    [InlineData("blue", "10.1.0.1:10.1.0.2")]
    public void Pppd_should_run_in_the_namespace_of_the_group_with_its_addresses(string group, string addresses)
    {
        GroupSpecs.Offer(Connected(), 5, group);
        var pppd = Started();
        Assert.Equal(group, pppd.NetworkNamespace);
        Assert.Contains(addresses, pppd.Arguments);
    }

    [Fact]
    public void Pppd_of_a_call_without_a_group_should_run_in_the_nodes_own_namespace()
    {
        GroupSpecs.Offer(Connected(), 5, group: null);
        Assert.Null(Started().NetworkNamespace);
    }

    private ChildProcessOptions Started()
    {
        Assert.True(_processes.Started.TryTake(out var options, Limit), "no pppd was started");
        return options;
    }

    /// <summary>Children that live as long as the test.</summary>
    private sealed class RecordedProcesses : IChildProcesses, IChildProcess
    {
        public BlockingCollection<ChildProcessOptions> Started { get; } = [];

        public int Pid => 4711;

        public Task<ExitStatus> Exited { get; } = new TaskCompletionSource<ExitStatus>().Task;

        public IChildProcess Start(ChildProcessOptions options)
        {
            Started.Add(options);
            return this;
        }

        public bool Signal(Signal signal) => true;

        public bool SignalGroup(Signal signal) => true;
    }
}
