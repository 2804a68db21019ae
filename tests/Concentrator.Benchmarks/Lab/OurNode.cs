using Concentrator.EndToEnd.Tests;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.Load;

namespace Concentrator.Benchmarks.Lab;

/// <summary>Our node with config/lab.json, which takes any peer and any user: the embedded engine, the journal in SQLite.</summary>
internal sealed class OurNode(ConcentratorProcess node) : IServer
{
    public int Pid => node.Pid;

    public ConcentratorProcess Process => node;

    public Func<LoadPlan, LoadPlan> Signalling => plan => plan;

    /// <param name="more">Options of "node" beside those of the file, as JSON: <c>"offloads": false</c>.</param>
    public static async Task<OurNode> StartAsync(Access access, string more = "")
    {
        var configuration = await File.ReadAllTextAsync(Checkout.Path("config", "lab.json"));
        configuration = configuration.Replace("0.0.0.0:1701", $"{Access.LnsAddress}:1701", StringComparison.Ordinal);   // the others have one address too
        if (more.Length > 0)
            configuration = configuration.Replace("\"logLevel\": \"warning\"", $"\"logLevel\": \"warning\", {more}", StringComparison.Ordinal);
        return new OurNode(await ConcentratorProcess.StartAsync(access.Lns, configuration));
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
