using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ppp.Hdlc;

namespace Concentrator.DataPlane.Tests.Ptys;

/// <summary>A <see cref="Bench"/> with children on ptys: pppd's part is played by cat (which echoes frames) and by shell scripts.</summary>
internal sealed class PtyBench : Bench
{
    private readonly ChildProcesses _children = new(fault => throw new InvalidOperationException("a handler failed", fault));

    public IChildProcess Start(IPtyPort pty, string file, params string[] arguments) =>
        _children.Start(new ChildProcessOptions { File = file, Arguments = arguments, Terminal = pty.SlavePath });

    /// <summary>A child that says this at once, and nothing more.</summary>
    public IChildProcess StartSpeaker(IPtyPort pty, byte[] octets) => Start(pty, "/bin/sh", "-c", $"printf '{Escaped(octets)}'; read x");

    /// <summary>For a string of printf or Perl.</summary>
    public static string Escaped(byte[] octets) => string.Concat(octets.Select(octet => $"\\{Convert.ToString(octet, 8).PadLeft(3, '0')}"));

    /// <summary>With every control character escaped.</summary>
    public static byte[] Encoded(params byte[] frame) => Encoded(HdlcEncoder.Cautious, frame);

    public static byte[] Encoded(HdlcEncoder encoder, byte[] frame)
    {
        var encoded = new byte[HdlcEncoder.MaxEncodedSize(frame.Length)];
        return encoded[..encoder.Encode(frame, encoded)];
    }

    public override void Dispose()
    {
        base.Dispose();
        _children.Dispose();
    }
}
