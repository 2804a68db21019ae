using Concentrator.Linux.Processes;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// An asynchronous line: the master side of a pseudo terminal in raw mode, or a serial device. Disposing it closes it, which a child on the pseudo
/// terminal feels as a hang-up.
/// </summary>
public interface IPtyPort : IDisposable
{
    /// <summary>What the child opens, e.g. /dev/pts/3; of a device its own path.</summary>
    string SlavePath { get; }

    /// <summary>For a script that dials. Nobody else reads it until it is attached.</summary>
    TerminalLine Line { get; }

    /// <summary>Tells each line of text that is written to it, on the pty loop, until it hangs up; instead of attaching it.</summary>
    /// <param name="heard">Must neither block nor throw.</param>
    void ReadText(Action<string> heard);
}
