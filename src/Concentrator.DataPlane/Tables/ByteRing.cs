using System.Numerics;

namespace Concentrator.DataPlane.Tables;

/// <summary>Octets on their way from one thread to one other. Neither waits: what does not fit is refused whole.</summary>
internal sealed class ByteRing(int capacity)
{
    private readonly byte[] _octets = new byte[BitOperations.RoundUpToPowerOf2((uint)capacity)];

    // Both run on for ever; their difference is what is inside.
    private long _written, _read;

    public bool IsEmpty => Volatile.Read(ref _written) == Volatile.Read(ref _read);

    public bool IsHalfFull => Volatile.Read(ref _written) - Volatile.Read(ref _read) > _octets.Length / 2;

    /// <summary>By the writer only.</summary>
    public bool TryWrite(ReadOnlySpan<byte> octets)
    {
        var written = _written;
        if (octets.Length > _octets.Length - (written - Volatile.Read(ref _read)))
            return false;
        var at = (int)(written & (_octets.Length - 1));
        var first = Math.Min(octets.Length, _octets.Length - at);
        octets[..first].CopyTo(_octets.AsSpan(at));
        octets[first..].CopyTo(_octets);
        Volatile.Write(ref _written, written + octets.Length);
        return true;
    }

    /// <summary>By the reader only: the oldest octets, as many as lie together.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        var at = (int)(_read & (_octets.Length - 1));
        return _octets.AsSpan(at, (int)Math.Min(Volatile.Read(ref _written) - _read, _octets.Length - at));
    }

    /// <summary>By the reader only.</summary>
    public void Skip(int count) => Volatile.Write(ref _read, _read + count);
}
