using System.Buffers.Binary;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// |Result Code (2)|Error Code (2, optional)|Error Message (optional)| (RFC 2661 section 4.4.2). Many peers send the two
/// octets of the result only; an error code must be there once a text is. Some of Apple's send both in the order of their processor:
/// no code is a multiple of 256, so that is seen and put right.
/// </summary>
internal sealed record ResultCodeFormat : AvpFormat<ResultCode>
{
    public override int GetLength(ResultCode value) => value switch
    {
        { Error: null, Message: null or "" } => 2,
        _ => 4 + EncodeMessage(value).Length,
    };

    public override void Write(ResultCode value, Span<byte> output)
    {
        var writer = new SpanWriter(output);
        writer.Write(value.Result);
        if (output.Length == 2)
            return;
        writer.Write((ushort)value.Error.GetValueOrDefault());
        writer.Write(EncodeMessage(value));
    }

    public override bool TryRead(ReadOnlySpan<byte> input, out ResultCode value)
    {
        var reader = new SpanReader(input);
        value = default;
        if (!reader.TryRead(out ushort result))
            return false;

        var isSwapped = result is not 0 && (result & 0xff) is 0;
        value = new ResultCode(InOrder(result));
        if (reader.IsAtEnd)
            return true;
        if (!reader.TryRead(out ushort error))
            return false;

        value = new ResultCode(InOrder(result), (GeneralError)InOrder(error), reader.IsAtEnd ? null : OctetText.Decode(reader.Rest));
        return true;

        ushort InOrder(ushort code) => isSwapped ? BinaryPrimitives.ReverseEndianness(code) : code;
    }

    /// <summary>The text is for people and may come from anywhere, so it is cut to fit, at the start of a character.</summary>
    private static ReadOnlySpan<byte> EncodeMessage(ResultCode value)
    {
        ReadOnlySpan<byte> octets = OctetText.Encode(value.Message ?? "");
        var length = Math.Min(octets.Length, Avp.MaxValueLength - 4);
        while (length < octets.Length && (octets[length] & 0xc0) == 0x80)
            length--;
        return octets[..length];
    }
}
