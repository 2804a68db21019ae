using System.Runtime;

namespace Concentrator.Load.Running;

/// <summary>
/// Keeps the garbage collector of this program from stopping its threads, as long as this lives: what then waits for them would be taken for the LNS's time.
/// Ends by itself when more is allocated than was said; and without effect when the memory is not there, or another has begun one.
/// </summary>
internal readonly struct QuietCollector : IDisposable
{
    private const long Least = 16 << 20, Most = 256 << 20;

    private readonly bool _begun;

    /// <param name="expected">Octets that will be allocated; beyond <see cref="Most"/> it collects as usual.</param>
    public QuietCollector(long expected)
    {
        try
        {
            _begun = GC.TryStartNoGCRegion(Math.Clamp(expected, Least, Most));
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentOutOfRangeException)
        {
        }
    }

    public void Dispose()
    {
        if (!_begun || GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
            return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // It ended between the two.
        }
    }
}
