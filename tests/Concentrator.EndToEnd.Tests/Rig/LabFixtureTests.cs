using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Rig;

/// <summary>What becomes of a fixture of which only a part can be started.</summary>
public sealed class LabFixtureTests
{
    [Fact]
    public async Task Fixture_that_does_not_start_should_leave_no_node_no_namespace_and_no_state()
    {
        var fixture = new HalfStarted();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(fixture.InitializeAsync);
        Assert.Contains("ended before it was ready", failure.Message);

        Assert.False(Directory.Exists($"/proc/{fixture.Pid}"));
        Assert.DoesNotContain(fixture.Host.Namespace, (await Command.RunAsync("ip", "netns", "list")).OrFail());
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), $"{fixture.Host.Namespace}-*"));

        await fixture.DisposeAsync();   // as xunit does with fixtures, though not with tests
    }

    private sealed class HalfStarted : LabFixture
    {
        public NamespaceHost Host { get; private set; } = null!;

        /// <summary>Of the node that is whole.</summary>
        public int Pid { get; private set; }

        protected override async Task StartAsync()
        {
            Host = await Lab.AddHostAsync("host");
            Pid = (await ConcentratorProcess.StartAsync(Host, """{ "listen": "127.0.0.1", "journal": "none" }""")).Pid;
            await ConcentratorProcess.StartAsync(Host, "no configuration");
        }
    }
}
