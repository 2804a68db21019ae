using System.Text.Json;
using Concentrator.Benchmarks.Lab;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.Benchmarks.Packets;

/// <summary>One TCP stream through two of our nodes, a LAC and an LNS, and the same stream over the cable between them, in turns; everything on the same processors.</summary>
internal sealed class Streams(Access access, TimeSpan duration)
{
    private const string Device = "stream", Inside = "10.64.0.1";

    private const string LacConfiguration = $$"""
        {
          "listen": ["0.0.0.0:1701"], "node": { "name": "lac", "logLevel": "warning" }, "journal": "none",
          "dialers": [{ "name": "{{Device}}", "lns": "{{Access.LnsAddress}}", "user": "stream", "passwordFile": "password" }]
        }
        """;

    /// <returns>Gbit/s of each run.</returns>
    public async Task<(double[] Tunnel, double[] Bare)> RunAsync(int runs)
    {
        await using var lns = await OurNode.StartAsync(access);
        await using var lac = await ConcentratorProcess.StartAsync(access.Lac, LacConfiguration, files: new Dictionary<string, string> { ["password"] = "lab" });
        await Until.True(
            async () => (await access.Lac.RunAsync("ping", "-c", "1", "-W", "1", "-I", Device, Inside)).Succeeded, Command.DefaultLimit, "the call of the dialer");
        await using var server = access.Lns.Start("iperf3", ["--server", "--forceflush"]);
        await server.LineAsync("Server listening", Command.DefaultLimit);
        await StreamAsync(Inside, "--bind-dev", Device);   // a warm-up
        var (tunnel, bare) = (new double[runs], new double[runs]);
        for (var run = 0; run < runs; run++)
            (tunnel[run], bare[run]) = (await StreamAsync(Inside, "--bind-dev", Device), await StreamAsync(Access.LnsAddress));
        return (tunnel, bare);
    }

    private async Task<double> StreamAsync(string to, params string[] more)
    {
        var report = await access.Lac.RunAsync(
            duration + Command.DefaultLimit, "iperf3", ["--client", to, "--time", $"{Math.Max(1, (int)duration.TotalSeconds)}", "--json", .. more]);
        return JsonDocument.Parse(report.OrFail()).RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble() / 1e9;
    }
}
