using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Captures;

/// <summary>tcpdump at one interface of a host. The file goes with the capture's disposal.</summary>
internal sealed class Capture : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _tcpdump;

    private Capture(ChildProcess tcpdump, string file)
    {
        _tcpdump = tcpdump;
        File = file;
    }

    /// <summary>The capture file.</summary>
    public string File { get; }

    /// <summary>Starts a capture; when this returns, every packet from now on is seen.</summary>
    /// <param name="host">Where.</param>
    /// <param name="device">The interface's name.</param>
    /// <param name="filter">A capture filter (pcap-filter(7)); empty is everything.</param>
    public static async Task<Capture> StartAsync(NamespaceHost host, string device, string filter = "")
    {
        var file = Path.Combine(Path.GetTempPath(), $"{host.Namespace}-{device}-{Guid.NewGuid():N}.pcap");
        string[] arguments = ["-i", device, "-U", "--immediate-mode", "-s", "0", "-Z", "root", "-w", file];
        var tcpdump = host.Start("tcpdump", filter.Length == 0 ? arguments : [.. arguments, filter]);
        await tcpdump.LineAsync("listening on", Limit);
        return new Capture(tcpdump, file);
    }

    /// <summary>Waits until a packet that <paramref name="displayFilter"/> matches has been captured.</summary>
    public Task SeesAsync(string displayFilter, TimeSpan limit) => Until.True(
        async () => (await Dissection.FieldsAsync(File, displayFilter, "frame.number")).Count > 0,
        limit,
        $"a packet that matches {displayFilter}");

    /// <summary>Ends the capture and gives what it holds for reading.</summary>
    public async Task<Dissection> StopAsync()
    {
        await _tcpdump.TerminateAsync(Limit);
        return new Dissection(File);
    }

    public async ValueTask DisposeAsync()
    {
        await _tcpdump.DisposeAsync();
        System.IO.File.Delete(File);
    }
}
