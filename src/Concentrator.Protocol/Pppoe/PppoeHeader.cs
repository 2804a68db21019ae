using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.Pppoe;

/// <summary>
/// What both stages of PPPoE begin with, behind the Ethernet header (RFC 2516 section 4). Reading and writing it allocates nothing.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |  VER  | TYPE  |      CODE     |          SESSION_ID           |
/// |            LENGTH             |           payload             ~
/// </code>
/// </summary>
/// <param name="PayloadLength">Octets behind the header; what the frame holds beyond them is Ethernet's padding.</param>
public readonly record struct PppoeHeader(PppoeCode Code, PppoeSessionId Session, int PayloadLength)
{
    public const int Size = 6;

    /// <summary>EtherTypes of the two stages.</summary>
    public const ushort DiscoveryStage = 0x8863, SessionStage = 0x8864;

    private const byte VersionAndType = 0x11;

    public static bool TryParse(ReadOnlySpan<byte> packet, out PppoeHeader header, out PppoeError error)
    {
        header = default;
        if (packet.Length < Size)
        {
            error = PppoeError.Truncated;
            return false;
        }

        var reader = new SpanReader(packet);
        reader.TryRead(out byte version);
        reader.TryRead(out byte code);
        reader.TryRead(out ushort session);
        reader.TryRead(out ushort length);
        error = version != VersionAndType ? PppoeError.UnknownVersion : length > packet.Length - Size ? PppoeError.LengthMismatch : PppoeError.None;
        if (error != PppoeError.None)
            return false;
        header = new PppoeHeader((PppoeCode)code, new PppoeSessionId(session), length);
        return true;
    }

    /// <summary>Writes the six octets in front of a payload.</summary>
    public void Write(Span<byte> output)
    {
        var writer = new SpanWriter(output);
        writer.Write(VersionAndType);
        writer.Write((byte)Code);
        writer.Write(Session.Value);
        writer.Write(checked((ushort)PayloadLength));
    }
}
