using System.Runtime.ExceptionServices;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.Tun;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class TunPortTests
{
    [Fact]
    public async Task Device_that_is_released_should_go_while_nobody_waits_but_who_wants_its_name()
    {
        using var bench = new Bench();
        using var kernel = new ManualResetEventSlim();
        bench.Plane.Releases.Post(kernel.Wait);   // takes its time, until somebody finds the name taken
        var tun = bench.OpenTun("office", TunUse.OneSession);
        tun.Release();
        Assert.Contains("office", Links(bench));

        using (new TakenNames(tries: 1, kernel.Set))
            (await Task.Run(() => bench.OpenTun("office", TunUse.OneSession)).WaitAsync(Bench.Patience)).Release();
        Bench.Eventually(() => !Links(bench).Contains("office"));
    }

    [Fact]
    public void Name_that_somebody_lets_go_of_a_moment_later_should_be_waited_for()
    {
        using var bench = new Bench();
        using var held = bench.Namespace.Run(() => new TunDevice("office"));   // as by a process that does not run its program yet
        using (new TakenNames(tries: 3, held.Dispose))
            bench.OpenTun("office", TunUse.OneSession).Dispose();
    }

    [Theory]
    [InlineData("office")]
    [InlineData("lo")]
    public void Name_that_stays_taken_should_be_said_to_be(string name)
    {
        using var bench = new Bench();
        using var held = bench.Namespace.Run(() => new TunDevice("office"));
        Assert.True(Assert.Throws<LinuxException>(() => bench.OpenTun(name, TunUse.OneSession)).IsTaken);
    }

    [Fact]
    public void Device_that_is_disposed_should_be_gone()
    {
        using var bench = new Bench();
        for (var i = 0; i < 3; i++)
        {
            using (bench.OpenTun("office", TunUse.OneSession))
                Assert.Contains("office", Links(bench));
            Bench.Eventually(() => !Links(bench).Contains("office"));
        }
    }

    private static string[] Links(Bench bench) =>
        [.. bench.Namespace.Execute("ip", "-brief", "link").Split('\n').Select(line => line.Split(' ')[0])];

    /// <summary>Does something when a name was found taken so many times.</summary>
    private sealed class TakenNames : IDisposable
    {
        private readonly int _tries;
        private readonly Action _then;
        private int _seen;

        public TakenNames(int tries, Action then)
        {
            (_tries, _then) = (tries, then);
            AppDomain.CurrentDomain.FirstChanceException += See;
        }

        public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= See;

        private void See(object? sender, FirstChanceExceptionEventArgs failed)
        {
            if (failed.Exception is LinuxException { IsTaken: true } && Interlocked.Increment(ref _seen) == _tries)
                _then();
        }
    }
}
