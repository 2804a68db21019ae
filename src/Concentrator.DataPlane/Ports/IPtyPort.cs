namespace Concentrator.DataPlane.Ports;

/// <summary>
/// The master side of a pseudo terminal in raw mode, for one pppd. Disposing it closes the master, which the child feels as a hang-up.
/// </summary>
public interface IPtyPort : IDisposable
{
    /// <summary>What the child opens, e.g. /dev/pts/3.</summary>
    string SlavePath { get; }
}
