using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>|Disconnect Code (2)|Control Protocol Number (2)|Direction (1)|Message (optional)| (RFC 3145 section 2).</summary>
internal sealed record PppDisconnectCauseFormat : AvpFormat<PppDisconnectCause>
{
    public override int GetLength(PppDisconnectCause value) => 5 + OctetText.Encode(value.Message ?? "").Length;

    public override void Write(PppDisconnectCause value, Span<byte> output)
    {
        var writer = new SpanWriter(output);
        writer.Write((ushort)value.Code);
        writer.Write(value.Protocol);
        writer.Write((byte)value.Direction);
        writer.Write(OctetText.Encode(value.Message ?? ""));
    }

    public override bool TryRead(ReadOnlySpan<byte> input, out PppDisconnectCause value)
    {
        var reader = new SpanReader(input);
        var read = reader.TryRead(out ushort code) & reader.TryRead(out ushort protocol) & reader.TryRead(out byte direction);
        value = read
            ? new PppDisconnectCause((PppDisconnectCode)code, protocol, (DisconnectDirection)direction, reader.IsAtEnd ? null : OctetText.Decode(reader.Rest))
            : default;
        return read;
    }
}
