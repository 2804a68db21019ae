using System.Buffers.Binary;

namespace Concentrator.Protocol.Buffers;

/// <summary>
/// Reads network order values off the front of a span. Each read checks the length first and answers false,
/// having consumed nothing, when too few octets are left.
/// </summary>
public ref struct SpanReader(ReadOnlySpan<byte> input)
{
    /// <summary>What has not been read yet.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = input;

    public readonly bool IsAtEnd => Rest.IsEmpty;

    public bool TryRead(int count, out ReadOnlySpan<byte> octets)
    {
        if ((uint)count > (uint)Rest.Length)
        {
            octets = default;
            return false;
        }

        octets = Rest[..count];
        Rest = Rest[count..];
        return true;
    }


    public bool TryRead(out byte value)
    {
        var read = TryRead(sizeof(byte), out var octets);
        value = read ? octets[0] : default;
        return read;
    }

    public bool TryRead(out ushort value)
    {
        var read = TryRead(sizeof(ushort), out var octets);
        value = read ? BinaryPrimitives.ReadUInt16BigEndian(octets) : default;
        return read;
    }

    public bool TryRead(out uint value)
    {
        var read = TryRead(sizeof(uint), out var octets);
        value = read ? BinaryPrimitives.ReadUInt32BigEndian(octets) : default;
        return read;
    }

    public bool TryRead(out ulong value)
    {
        var read = TryRead(sizeof(ulong), out var octets);
        value = read ? BinaryPrimitives.ReadUInt64BigEndian(octets) : default;
        return read;
    }
}
