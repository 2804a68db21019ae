using System.Buffers.Binary;
using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>The formats that the rows of <see cref="AvpCatalog"/> name. Reserved fields are sent as 0 and ignored when received.</summary>
public static class AvpFormats
{
    public static readonly AvpFormat<ushort> UInt16 = Fixed(
        2, BinaryPrimitives.ReadUInt16BigEndian, (value, output) => BinaryPrimitives.WriteUInt16BigEndian(output, value));

    public static readonly AvpFormat<uint> UInt32 = Fixed(
        4, BinaryPrimitives.ReadUInt32BigEndian, (value, output) => BinaryPrimitives.WriteUInt32BigEndian(output, value));

    public static readonly AvpFormat<ulong> UInt64 = Fixed(
        8, BinaryPrimitives.ReadUInt64BigEndian, (value, output) => BinaryPrimitives.WriteUInt64BigEndian(output, value));

    /// <summary>Proxy Authen ID: |Reserved|ID|.</summary>
    public static readonly AvpFormat<byte> ReservedThenByte = Fixed(
        2, input => input[1], (byte value, Span<byte> output) => (output[0], output[1]) = (0, value));

    /// <summary>|Ver|Rev|</summary>
    public static readonly AvpFormat<ProtocolVersion> ProtocolVersion = Fixed(
        2,
        input => new ProtocolVersion(input[0], input[1]),
        (ProtocolVersion value, Span<byte> output) => (output[0], output[1]) = (value.Version, value.Revision));

    public static readonly AvpFormat<MessageType> MessageType = UInt16.As(value => (MessageType)value, type => (ushort)type);

    public static readonly AvpFormat<ProxyAuthenType> ProxyAuthenType = UInt16.As(value => (ProxyAuthenType)value, type => (ushort)type);

    public static readonly AvpFormat<FramingTypes> FramingTypes = UInt32.As(value => (FramingTypes)value, types => (uint)types);

    public static readonly AvpFormat<BearerTypes> BearerTypes = UInt32.As(value => (BearerTypes)value, types => (uint)types);

    /// <summary>|Reserved (2)|CRC|Framing|Hardware|Buffer|Time-out|Alignment|, 4 octets each.</summary>
    public static readonly AvpFormat<CallErrors> CallErrors = Words(
        6,
        words => new CallErrors(words[0], words[1], words[2], words[3], words[4], words[5]),
        value =>
        [
            value.CrcErrors, value.FramingErrors, value.HardwareOverruns,
            value.BufferOverruns, value.TimeoutErrors, value.AlignmentErrors,
        ]);

    /// <summary>|Reserved (2)|Send ACCM (4)|Receive ACCM (4)|</summary>
    public static readonly AvpFormat<Accm> Accm = Words(2, words => new Accm(words[0], words[1]), value => [value.Send, value.Receive]);

    public static readonly AvpFormat<Empty> Empty = Fixed(0, _ => default(Empty), (_, _) => { });

    public static readonly AvpFormat<ImmutableArray<byte>> Bytes = new BytesFormat();

    /// <summary>The 16 octets of an MD5.</summary>
    public static readonly AvpFormat<ImmutableArray<byte>> Digest = new BytesFormat(TunnelAuthentication.ResponseLength);

    /// <summary>UTF-8, see <see cref="OctetText"/>.</summary>
    public static readonly AvpFormat<string> Text = new TextFormat();

    public static readonly AvpFormat<ResultCode> ResultCode = new ResultCodeFormat();

    public static readonly AvpFormat<PppDisconnectCause> PppDisconnectCause = new PppDisconnectCauseFormat();

    public static readonly AvpFormat<Q931Cause> Q931Cause = new Q931CauseFormat();

    private delegate T Read<out T>(ReadOnlySpan<byte> input);

    private static AvpFormat<T> Fixed<T>(int length, Read<T> read, Action<T, Span<byte>> write) => new FixedFormat<T>(length, read, write);

    private static AvpFormat<T> As<TWire, T>(this AvpFormat<TWire> wire, Func<TWire, T> read, Func<T, TWire> write) =>
        new MappedFormat<TWire, T>(wire, read, write);

    /// <summary>Two reserved octets, then words of four.</summary>
    private static AvpFormat<T> Words<T>(int count, Func<uint[], T> read, Func<T, uint[]> write) => Fixed(
        2 + (4 * count),
        input =>
        {
            var words = new uint[count];
            for (var i = 0; i < count; i++)
                words[i] = BinaryPrimitives.ReadUInt32BigEndian(input[(2 + (4 * i))..]);
            return read(words);
        },
        (T value, Span<byte> output) =>
        {
            var writer = new SpanWriter(output);
            writer.WriteZeros(2);
            foreach (var word in write(value))
                writer.Write(word);
        });

    private sealed record FixedFormat<T>(int Length, Read<T> Reader, Action<T, Span<byte>> Writer) : AvpFormat<T>
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

    private sealed record MappedFormat<TWire, T>(AvpFormat<TWire> Wire, Func<TWire, T> Reader, Func<T, TWire> Writer) : AvpFormat<T>
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

    private sealed record BytesFormat(int? Length = null) : AvpFormat<ImmutableArray<byte>>
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

    private sealed record TextFormat : AvpFormat<string>
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
}
