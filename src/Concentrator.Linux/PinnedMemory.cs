using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Concentrator.Linux;

/// <summary>
/// Zeroed memory that never moves, for structures that the kernel reads and that point at each other. It is never freed twice, nor while anybody uses it;
/// but a pointer is no use that the collector sees, nor is the field of an owner that nobody asks again (an owner that never leaves a method may not even be
/// made). So what is behind a pointer is <see cref="KeepAlive"/>d behind the call that was given it, and read through <see cref="Octets"/>.
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

    /// <summary>All of it. Unlike a pointer, such a span keeps it.</summary>
    public Span<byte> Octets => _octets;

    /// <summary>Up to here the memory is there. Behind each system call that was given a pointer into it.</summary>
    public void KeepAlive() => GC.KeepAlive(_octets);

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
