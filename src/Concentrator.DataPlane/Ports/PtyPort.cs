using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;

namespace Concentrator.DataPlane.Ports;

/// <summary>A pty whose reads, writes and closing all happen on the pty loop.</summary>
internal sealed class PtyPort(Pty pty, PtyLines lines) : IPtyPort
{
    public Pty Pty => pty;

    public PtyLines Lines => lines;

    public string SlavePath => pty.SlavePath;

    /// <summary>The attachment that is being served; the pty loop's.</summary>
    public PtyAttachment? Served { get; set; }

    public void Dispose() => lines.Loop.Post(() =>
    {
        Served?.Stop();
        pty.Dispose();
    });
}
