using System.Text;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Processes;

namespace Concentrator.DataPlane.Ports;

/// <summary>Reads a line as text.</summary>
internal sealed class TextReading : IPollHandler
{
    /// <summary>Longest line of text, octets; the rest of a longer one is left out.</summary>
    private const int Longest = 1024;

    private readonly TerminalLine _line;
    private readonly PtyLines _lines;
    private readonly Action<string> _heard;
    private readonly List<byte> _text = [];
    private readonly PollRegistration _registration;

    public TextReading(TerminalLine line, PtyLines lines, Action<string> heard)
    {
        (_line, _lines, _heard) = (line, lines, heard);
        _registration = lines.Loop.Watch(line, PollEvents.Readable, this);
    }

    public void OnReady(PollEvents events)
    {
        var length = _line.Read(_lines.ReadBuffer);
        if (length <= 0)
        {
            if (length < 0)
                _lines.Loop.Post(Stop);
            return;
        }

        foreach (var octet in _lines.ReadBuffer.AsSpan(0, length))
        {
            if (octet == (byte)'\n')
            {
                var text = Encoding.UTF8.GetString([.. _text]);
                _text.Clear();
                _heard(text);
            }
            else if (_text.Count < Longest)
            {
                _text.Add(octet);
            }
        }
    }

    /// <summary>Idempotent.</summary>
    public void Stop() => _registration.Forget();
}
