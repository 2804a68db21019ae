namespace Concentrator.Protocol.Ppp;

/// <summary>Frames in words, for the protocol transcript. Passwords, challenges' answers and hashes are never shown.</summary>
public static class PppTranscript
{
    public static string Describe(ushort protocol, ReadOnlySpan<byte> packet) => $"{PppProtocol.Name(protocol)}, {packet.Length} octets";
}
