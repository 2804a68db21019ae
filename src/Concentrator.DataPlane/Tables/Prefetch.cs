using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Concentrator.DataPlane.Tables;

/// <summary>
/// Has the processor fetch from memory what will soon be asked for. A packet finds its session's records used last a thousand sessions ago, and each
/// cache line of theirs would be waited for; while the kernel takes the packet before it there is time for that.
/// </summary>
internal static unsafe class Prefetch
{
    private const int CacheLine = 64;

    /// <summary>An object's first octets, as many cache lines. Nothing where the processor is not told so.</summary>
    /// <remarks>The collector may move the object at that very moment: then what is fetched is of no use, and nothing else.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(object? record, int lines)
    {
        if (!Sse.IsSupported || record is null)
            return;
        var start = *(byte**)Unsafe.AsPointer(ref record);
        for (var line = 0; line < lines; line++)
            Sse.Prefetch0(start + line * CacheLine);
    }
}
