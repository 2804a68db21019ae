using System.Buffers.Binary;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>The first two octets of an L2TP header (RFC 2661 section 3.1).</summary>
[Flags]
public enum HeaderBits : ushort
{
    Type = 0x8000,
    Length = 0x4000,
    Sequence = 0x0800,
    Offset = 0x0200,
    Priority = 0x0100,
    Version = 0x000f,
}

/// <summary>
/// The header that control and data messages share (RFC 2661 section 3.1), and where the payload lies behind it.
/// </summary>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |T|L|x|x|S|x|O|P|x|x|x|x|  Ver  |          Length (opt)         |
/// |           Tunnel ID           |           Session ID          |
/// |             Ns (opt)          |             Nr (opt)          |
/// |      Offset Size (opt)        |    Offset pad... (opt)        |
/// </code>
/// <param name="PayloadOffset">Where AVPs or the PPP frame begin in the datagram.</param>
/// <param name="PayloadLength">Octets of them; what the datagram holds beyond the Length field is no part of the message.</param>
public readonly record struct L2tpHeader(
    HeaderBits Bits, TunnelId TunnelId, SessionId SessionId, SequenceNumber Ns, SequenceNumber Nr, int PayloadOffset, int PayloadLength)
{
    /// <summary>Octets of a control header, of which no field is optional.</summary>
    public const int ControlSize = 12;

    public const int Version = 2;

    /// <summary>Behind flags, Length and the ids.</summary>
    private const int IdsEnd = 8;

    private const HeaderBits ControlMask = HeaderBits.Type | HeaderBits.Length | HeaderBits.Sequence | HeaderBits.Offset;

    /// <summary>What a control message must say of those: all fields, no offset. P is refused of nobody, it means nothing here.</summary>
    internal const HeaderBits ControlBits = HeaderBits.Type | HeaderBits.Length | HeaderBits.Sequence;

    public bool IsControl => Has(HeaderBits.Type);

    /// <summary>Whether Ns counts; in data messages Nr is reserved even then.</summary>
    public bool HasSequence => Has(HeaderBits.Sequence);

    public bool IsPriority => Has(HeaderBits.Priority);

    private bool Has(HeaderBits bit) => (Bits & bit) != 0;

    /// <summary>Reads a header without allocating; false when the datagram is to be discarded. Reserved bits are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out L2tpHeader header, out ProtocolError error)
    {
        var kind = Parse(datagram, out header);
        error = new ProtocolError(kind);
        return kind == ProtocolErrorKind.None;
    }

    /// <summary>Whether two datagrams of one length are surely of one session: they begin alike up to where ids may end.</summary>
    public static bool BeginAlike(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.Length >= IdsEnd && other.Length >= IdsEnd && one[..IdsEnd].SequenceEqual(other[..IdsEnd]);

    /// <summary>Reads the ids alone, of a datagram that nobody has looked at yet: false when there is no room for them, or the T bit is set.</summary>
    public static bool TryReadIds(ReadOnlySpan<byte> datagram, out TunnelId tunnel, out SessionId session)
    {
        (tunnel, session) = (default, default);
        if (datagram.Length < IdsEnd || (datagram[0] & (ushort)HeaderBits.Type >> 8) != 0)
            return false;
        var at = (datagram[0] & (ushort)HeaderBits.Length >> 8) != 0 ? 4 : 2;
        (tunnel, session) = (new TunnelId(Next(datagram, ref at)), new SessionId(Next(datagram, ref at)));
        return true;
    }

    private static ProtocolErrorKind Parse(ReadOnlySpan<byte> datagram, out L2tpHeader header)
    {
        header = default;
        if (datagram.Length < 2)
            return ProtocolErrorKind.HeaderTruncated;

        var bits = (HeaderBits)BinaryPrimitives.ReadUInt16BigEndian(datagram);
        if ((int)(bits & HeaderBits.Version) != Version)
            return ProtocolErrorKind.UnknownVersion;
        if ((bits & HeaderBits.Type) != 0 && (bits & ControlMask) != ControlBits)
            return ProtocolErrorKind.InvalidControlHeader;

        var offset = SizeOf(bits);
        if (datagram.Length < offset)
            return ProtocolErrorKind.HeaderTruncated;

        var at = 2;
        var end = (bits & HeaderBits.Length) != 0 ? Next(datagram, ref at) : datagram.Length;
        var tunnel = new TunnelId(Next(datagram, ref at));
        var session = new SessionId(Next(datagram, ref at));
        var sequenced = (bits & HeaderBits.Sequence) != 0;
        var ns = new SequenceNumber(sequenced ? Next(datagram, ref at) : (ushort)0);
        var nr = new SequenceNumber(sequenced ? Next(datagram, ref at) : (ushort)0);
        if (end < offset || end > datagram.Length)
            return ProtocolErrorKind.LengthMismatch;

        offset += (bits & HeaderBits.Offset) != 0 ? Next(datagram, ref at) : 0;
        if (offset > end)
            return ProtocolErrorKind.OffsetBeyondEnd;

        header = new L2tpHeader(bits, tunnel, session, ns, nr, offset, end - offset);
        return ProtocolErrorKind.None;
    }

    /// <summary>Octets of a header with these fields, without offset padding.</summary>
    internal static int SizeOf(HeaderBits bits) =>
        6 + ((bits & HeaderBits.Length) != 0 ? 2 : 0) + ((bits & HeaderBits.Sequence) != 0 ? 4 : 0) + ((bits & HeaderBits.Offset) != 0 ? 2 : 0);

    private static ushort Next(ReadOnlySpan<byte> datagram, ref int at)
    {
        var value = BinaryPrimitives.ReadUInt16BigEndian(datagram[at..]);
        at += sizeof(ushort);
        return value;
    }
}
