using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Protocol.L2tp;

internal delegate T ReadAvp<out T>(ReadOnlySpan<byte> input);

internal sealed record FixedFormat<T>(int Length, ReadAvp<T> Reader, Action<T, Span<byte>> Writer) : AvpFormat<T>
{
    public override int GetLength(T value) => Length;

    public override void Write(T value, Span<byte> output) => Writer(value, output);

    public override bool TryRead(ReadOnlySpan<byte> input, out T value)
    {
        var fits = input.Length == Length;
        value = fits ? Reader(input) : default!;
        return fits;
    }
}

internal sealed record MappedFormat<TWire, T>(AvpFormat<TWire> Wire, Func<TWire, T> Reader, Func<T, TWire> Writer) : AvpFormat<T>
{
    public override int GetLength(T value) => Wire.GetLength(Writer(value));

    public override void Write(T value, Span<byte> output) => Wire.Write(Writer(value), output);

    public override bool TryRead(ReadOnlySpan<byte> input, out T value)
    {
        var read = Wire.TryRead(input, out var wire);
        value = read ? Reader(wire) : default!;
        return read;
    }
}

internal record BytesFormat(int? Length = null) : AvpFormat<ImmutableArray<byte>>
{
    private const int MostPrinted = 32;

    public override int GetLength(ImmutableArray<byte> value) => value.Length;

    public override void Write(ImmutableArray<byte> value, Span<byte> output) => value.CopyTo(output);

    public override bool TryRead(ReadOnlySpan<byte> input, out ImmutableArray<byte> value)
    {
        value = [.. input];
        return input.Length == (Length ?? input.Length);
    }

    public override bool AreEqual(ImmutableArray<byte> left, ImmutableArray<byte> right) => left.AsSpan().SequenceEqual(right.AsSpan());

    public override string Print(ImmutableArray<byte> value) => value.Length <= MostPrinted
        ? Convert.ToHexStringLower(value.AsSpan())
        : $"{Convert.ToHexStringLower(value.AsSpan(0, MostPrinted))}… ({value.Length} octets)";
}

internal sealed record LcpOptionsFormat : BytesFormat
{
    public override string Print(ImmutableArray<byte> value) => PppTranscript.DescribeLcpOptions(value.AsSpan());
}

internal sealed record TextFormat : AvpFormat<string>
{
    public override int GetLength(string value) => OctetText.Encode(value).Length;

    public override void Write(string value, Span<byte> output) => OctetText.Encode(value).CopyTo(output);

    public override bool TryRead(ReadOnlySpan<byte> input, out string value)
    {
        value = OctetText.Decode(input);
        return true;
    }

    public override string Print(string value) => OctetText.Quote(value);
}
