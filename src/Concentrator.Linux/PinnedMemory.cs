using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Concentrator.Linux;

/// <summary>
/// Zeroed memory that never moves, for structures that the kernel reads and that point at each other. It lives as long as this
/// object: no double free, no use after free.
/// </summary>
public sealed unsafe class PinnedMemory
{
    private readonly byte[] _octets;

    public PinnedMemory(int size)
    {
        _octets = GC.AllocateArray<byte>(size, pinned: true);
        Start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_octets));
    }

    public byte* Start { get; }

    /// <summary>
    /// How far apart buffers of this many octets are best: at a power of two, or beside it, they would all compete for the same few sets of the processor's
    /// caches. It is an odd number of cache lines.
    /// </summary>
    public static int Stride(int size)
    {
        const int line = 64, longestPacketInLines = 24;
        return ((size + line - 1) / line + longestPacketInLines | 1) * line;
    }
}
