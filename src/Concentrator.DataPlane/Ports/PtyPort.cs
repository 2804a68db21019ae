using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;

namespace Concentrator.DataPlane.Ports;

/// <summary>A line whose reads, writes and closing all happen on the pty loop, once it is attached.</summary>
internal sealed class PtyPort(TerminalLine line, string path, PtyLines lines) : IPtyPort
{
    private volatile TextReading? _text;

    public TerminalLine Line => line;

    public PtyLines Lines => lines;

    public string SlavePath => path;

    /// <summary>The attachment that is being served; the pty loop's.</summary>
    public PtyAttachment? Served { get; set; }

    public void ReadText(Action<string> heard) => _text = new TextReading(line, lines, heard);

    public void Dispose() => lines.Loop.Post(() =>
    {
        Served?.Stop();
        _text?.Stop();
        line.Dispose();
    });
}
