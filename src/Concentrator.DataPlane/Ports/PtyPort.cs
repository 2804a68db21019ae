using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;

namespace Concentrator.DataPlane.Ports;

/// <summary>A line whose reads, writes and closing all happen on the pty loop, once it is attached.</summary>
internal sealed class PtyPort(TerminalLine line, string path, PtyLines lines) : IPtyPort
{
    public TerminalLine Line => line;

    public PtyLines Lines => lines;

    public string SlavePath => path;

    /// <summary>The attachment that is being served; the pty loop's.</summary>
    public PtyAttachment? Served { get; set; }

    public void Dispose() => lines.Loop.Post(() =>
    {
        Served?.Stop();
        line.Dispose();
    });
}
