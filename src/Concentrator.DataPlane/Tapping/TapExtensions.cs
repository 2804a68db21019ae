using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Tapping;

internal static class TapExtensions
{
    /// <summary>Shows a datagram to a tap, if there is one that wants it.</summary>
    public static void Show(this IPacketTap? tap, TapKinds kind, TapDirection direction, in UdpPath path, ReadOnlySpan<byte> datagram)
    {
        if (tap is not null && (tap.Wanted & kind) != 0)
            tap.OnDatagram(kind, direction, path, datagram);
    }

    public static TapKinds KindOf(ushort protocol) => PppProtocol.IsNetworkLayer(protocol) ? TapKinds.Payload : TapKinds.PppControl;
}
