using System.Runtime.ExceptionServices;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
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
        EventHandler<FirstChanceExceptionEventArgs> onFailure = (_, failed) =>
        {
            if (failed.Exception is LinuxException { IsTaken: true })
                kernel.Set();
        };
        AppDomain.CurrentDomain.FirstChanceException += onFailure;
        var tun = bench.OpenTun("office", TunUse.OneSession);
        tun.Release();
        Assert.Contains("office", Links(bench));

        (await Task.Run(() => bench.OpenTun("office", TunUse.OneSession)).WaitAsync(Bench.Patience)).Release();
        AppDomain.CurrentDomain.FirstChanceException -= onFailure;
        Bench.Eventually(() => !Links(bench).Contains("office"));
    }

    [Fact]
    public void Device_that_is_disposed_should_be_gone()
    {
        using var bench = new Bench();
        for (var i = 0; i < 3; i++)
        {
            using (bench.OpenTun("office", TunUse.OneSession))
                Assert.Contains("office", Links(bench));
            Assert.DoesNotContain("office", Links(bench));
        }
    }

    private static string[] Links(Bench bench) =>
        [.. bench.Namespace.Execute("ip", "-brief", "link").Split('\n').Select(line => line.Split(' ')[0])];
}
