using System.Buffers.Binary;
using System.Diagnostics;

namespace Concentrator.Load.Traffic;

/// <summary>The beginning of each test packet's payload: that it is one, of which session, and when it left.</summary>
/// <param name="Number">Of the session in the whole run.</param>
/// <param name="SentAt"><see cref="Stopwatch"/> ticks of this process.</param>
internal readonly record struct Stamp(int Number, long SentAt)
{
    public const int Size = 16;

    /// <summary>Where the least octet of the session's number is.</summary>
    public const int LeastOfNumber = 7;

    private const uint Magic = 0x4c32_5470;

    public void Write(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output, Magic);
        BinaryPrimitives.WriteInt32BigEndian(output[4..], Number);
        BinaryPrimitives.WriteInt64BigEndian(output[8..], SentAt);
    }

    /// <summary>False for what is no test packet.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Stamp stamp)
    {
        stamp = default;
        if (payload.Length < Size || BinaryPrimitives.ReadUInt32BigEndian(payload) != Magic)
            return false;
        stamp = new Stamp(BinaryPrimitives.ReadInt32BigEndian(payload[4..]), BinaryPrimitives.ReadInt64BigEndian(payload[8..]));
        return true;
    }
}
