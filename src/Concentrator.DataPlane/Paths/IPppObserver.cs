using Concentrator.DataPlane.Tapping;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// Sees the PPP frames between a peer and a pppd that are not network payload. Called on the receive loop and on the pty loop at once: it must
/// be thread safe, copy what it keeps, and neither block nor throw.
/// </summary>
public interface IPppObserver
{
    /// <param name="direction">Received: from the peer; sent: from pppd.</param>
    /// <param name="packet">The information field.</param>
    void OnPppFrame(TapDirection direction, ushort protocol, ReadOnlySpan<byte> packet);
}
