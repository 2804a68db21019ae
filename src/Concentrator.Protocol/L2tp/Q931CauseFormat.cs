using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>|Cause Code (2)|Cause Msg (1)|Advisory Msg (optional)| (RFC 2661 section 4.4.4).</summary>
internal sealed record Q931CauseFormat : AvpFormat<Q931Cause>
{
    public override int GetLength(Q931Cause value) => 3 + OctetText.Encode(value.Advisory ?? "").Length;

    public override void Write(Q931Cause value, Span<byte> output)
    {
        var writer = new SpanWriter(output);
        writer.Write(value.Code);
        writer.Write(value.Message);
        writer.Write(OctetText.Encode(value.Advisory ?? ""));
    }

    public override bool TryRead(ReadOnlySpan<byte> input, out Q931Cause value)
    {
        var reader = new SpanReader(input);
        var read = reader.TryRead(out ushort code) & reader.TryRead(out byte message);
        value = read ? new Q931Cause(code, message, reader.IsAtEnd ? null : OctetText.Decode(reader.Rest)) : default;
        return read;
    }
}
