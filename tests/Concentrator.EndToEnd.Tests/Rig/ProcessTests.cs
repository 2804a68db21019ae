using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Rig;

/// <summary>The rules by which the harness runs programs.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Command_should_give_both_outputs_and_the_exit_code()
    {
        var result = await Command.RunAsync("bash", "-c", "echo out; echo err >&2; exit 3");
        Assert.Equal(("out\n", "err\n", 3), (result.Output, result.Errors, result.ExitCode));
        Assert.Throws<InvalidOperationException>(() => result.OrFail());
    }

    [Fact]
    public async Task Command_past_its_limit_should_be_killed() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Command.RunAsync("sleep", ["60"], TimeSpan.FromMilliseconds(100)));

    [Fact]
    public async Task Termination_should_let_the_program_choose_its_exit_code()
    {
        await using var child = ChildProcess.Start("bash", ["-c", "trap 'exit 7' TERM; echo ready; while :; do read -t 1; done"]);
        await child.LineAsync("ready", Limit);
        Assert.Equal(7, await child.TerminateAsync(Limit));
    }

    [Fact]
    public async Task Program_that_ends_before_the_awaited_line_should_fail_the_wait()
    {
        await using var child = ChildProcess.Start("echo", ["something else"]);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => child.LineAsync("ready", Limit));
        Assert.Contains("something else", failure.Message);
    }
}
