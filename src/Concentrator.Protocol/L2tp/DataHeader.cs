using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// Which optional fields the data messages of a session carry (RFC 2661 section 3.1). Written in front of each payload, so
/// neither it nor its use allocates.
/// </summary>
/// <param name="WithLength">L bit: some receivers want the Length field, a UDP datagram does not need it.</param>
/// <param name="WithSequence">S bit: Ns is present (section 5.4); Nr is reserved and sent as 0.</param>
/// <param name="WithPriority">P bit: as for LCP echo requests.</param>
/// <param name="Offset">Octets of padding before the payload, or null for no Offset Size field.</param>
public readonly record struct DataHeader(bool WithLength = false, bool WithSequence = false, bool WithPriority = false, ushort? Offset = null)
{
    private HeaderBits Bits =>
        (HeaderBits)L2tpHeader.Version
        | (WithLength ? HeaderBits.Length : 0)
        | (WithSequence ? HeaderBits.Sequence : 0)
        | (WithPriority ? HeaderBits.Priority : 0)
        | (Offset is not null ? HeaderBits.Offset : 0);

    /// <summary>Octets in front of the payload.</summary>
    public int Size => L2tpHeader.SizeOf(Bits) + Offset.GetValueOrDefault();

    /// <summary>Writes exactly <see cref="Size"/> octets. The ids are the peer's; <paramref name="ns"/> counts only with the S bit.</summary>
    public void Write(Span<byte> output, TunnelId tunnel, SessionId session, int payloadLength, SequenceNumber ns = default)
    {
        var writer = new SpanWriter(output);
        writer.Write((ushort)Bits);
        if (WithLength)
            writer.Write(checked((ushort)(Size + payloadLength)));
        writer.Write(tunnel.Value);
        writer.Write(session.Value);
        if (WithSequence)
        {
            writer.Write(ns.Value);
            writer.Write((ushort)0);
        }

        if (Offset is not { } padding)
            return;
        writer.Write(padding);
        writer.WriteZeros(padding);
    }
}
