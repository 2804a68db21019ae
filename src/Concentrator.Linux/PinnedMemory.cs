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
}
