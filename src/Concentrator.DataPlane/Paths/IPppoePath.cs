using Concentrator.DataPlane.Counting;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// A PPPoE session as the loops see it. Its frames go to its sink, and its payload is dropped, until <see cref="ISessionPath.AttachPppoe"/> ties it to
/// a session of a tunnel: from then on every frame passes between the two.
/// </summary>
public interface IPppoePath
{
    /// <summary>As of a call: what the host sent is received.</summary>
    SessionCounters Counters { get; }

    /// <summary>Sends a PPP frame, from any thread. False when the kernel did not take it.</summary>
    bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet);

    /// <summary>Gives back one place in the sink's queue.</summary>
    void PppFrameHandled();

    /// <summary>Removes this session from the table; a successor with the same id stays. Idempotent.</summary>
    void Withdraw();
}
