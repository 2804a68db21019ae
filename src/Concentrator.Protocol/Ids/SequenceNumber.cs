namespace Concentrator.Protocol.Ids;

/// <summary>
/// Ns or Nr (RFC 2661 sections 3.1 and 5.8): counts modulo 65536. A number is "earlier" than another when it lies
/// in the 32767 values before it, so comparison is right across the wrap but is no total order.
/// </summary>
public readonly record struct SequenceNumber(ushort Value)
{
    public static readonly SequenceNumber Zero = default;

    public SequenceNumber Next => this + 1;

    /// <summary>How far this number lies behind <paramref name="other"/>: -32768 to 32767, negative when it is the later one.</summary>
    public int DistanceTo(SequenceNumber other) => (short)(other.Value - Value);

    public static SequenceNumber operator +(SequenceNumber number, int count) => new((ushort)(number.Value + count));

    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.DistanceTo(right) > 0;

    public static bool operator >(SequenceNumber left, SequenceNumber right) => right < left;

    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left == right || left < right;

    public static bool operator >=(SequenceNumber left, SequenceNumber right) => right <= left;

    public override string ToString() => Value.ToString();
}
