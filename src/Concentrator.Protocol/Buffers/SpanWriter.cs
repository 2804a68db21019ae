using System.Buffers.Binary;

namespace Concentrator.Protocol.Buffers;

/// <summary>Writes network order values into a span whose size the caller computed beforehand; past its end it throws.</summary>
public ref struct SpanWriter(Span<byte> output)
{
    private readonly Span<byte> _output = output;

    /// <summary>Octets written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Takes the next <paramref name="count"/> octets, for the caller to fill.</summary>
    public Span<byte> Take(int count)
    {
        var taken = _output.Slice(Length, count);
        Length += count;
        return taken;
    }

    public void Write(byte value) => Take(sizeof(byte))[0] = value;

    public void Write(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(sizeof(ushort)), value);

    public void Write(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    public void Write(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(sizeof(ulong)), value);

    public void Write(ReadOnlySpan<byte> octets) => octets.CopyTo(Take(octets.Length));

    public void WriteZeros(int count) => Take(count).Clear();
}
