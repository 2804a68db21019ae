using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Tapping;

/// <summary>
/// Sees copies of L2TP datagrams of a tunnel or session, as they are on the wire. Called on loops and senders' threads at once:
/// it must be thread safe, copy what it keeps, and neither block nor throw.
/// </summary>
public interface IPacketTap
{
    /// <summary>What this tap wants; asked once per packet.</summary>
    TapKinds Wanted { get; }

    void OnDatagram(TapKinds kind, TapDirection direction, in UdpPath path, ReadOnlySpan<byte> datagram);
}

[Flags]
public enum TapKinds
{
    None = 0,
    Control = 1,

    /// <summary>Data messages whose PPP protocol is not network payload.</summary>
    PppControl = 2,
    Payload = 4,
    All = Control | PppControl | Payload,
}

public enum TapDirection
{
    Received,
    Sent,
}
