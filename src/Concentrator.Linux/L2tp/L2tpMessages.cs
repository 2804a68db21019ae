using System.Net;
using Concentrator.Linux.Network;

namespace Concentrator.Linux.L2tp;

/// <summary>The messages of the generic netlink family "l2tp" (linux/l2tp.h), and how the number of a family is asked for (linux/genetlink.h).</summary>
internal static class L2tpMessages
{
    public const string Family = "l2tp";

    /// <summary>struct genlmsghdr</summary>
    public const int FixedSize = 4;

    private const NetlinkType Controller = (NetlinkType)0x10;
    private const byte GetFamily = 3, TunnelDelete = 2, TunnelGet = 4;
    private const byte ControllerVersion = 1, FamilyVersion = 1;

    public static NetlinkMessage FindFamily() =>
        new NetlinkMessage(Controller, NetlinkFlags.None).Fixed(GetFamily, ControllerVersion, 0, 0).Attribute(ControllerAttribute.FamilyName, Family);

    public static ushort? FamilyOf(NetlinkReply reply) => reply.Short(ControllerAttribute.FamilyId);

    public static NetlinkMessage DeleteTunnel(ushort family, uint local) =>
        Request(family, TunnelDelete, NetlinkFlags.Acknowledge).Attribute(Attribute.ConnectionId, (int)local);

    public static NetlinkMessage GetTunnels(ushort family) => Request(family, TunnelGet, NetlinkFlags.All);

    /// <summary>A tunnel that the kernel tells of; null when it says not even its id.</summary>
    public static L2tpTunnelStatus? TunnelOf(NetlinkReply reply) => reply.Number(Attribute.ConnectionId) is { } id
        ? new L2tpTunnelStatus(
            (uint)id,
            reply.Address(Attribute.LocalAddress) ?? reply.Address(Attribute.LocalAddress6) ?? IPAddress.None,
            reply.Short(Attribute.LocalPort) ?? 0)
        : null;

    private static NetlinkMessage Request(ushort family, byte command, NetlinkFlags flags) =>
        new NetlinkMessage((NetlinkType)family, flags).Fixed(command, FamilyVersion, 0, 0);

    private static class ControllerAttribute
    {
        public const ushort FamilyId = 1, FamilyName = 2;
    }

    private static class Attribute
    {
        public const ushort ConnectionId = 9, LocalAddress = 24, LocalPort = 26, LocalAddress6 = 31;
    }
}

/// <summary>A tunnel of the kernel's.</summary>
/// <param name="Id">Our tunnel id; of more than 16 bits only with L2TPv3.</param>
/// <param name="Port">The local UDP port; 0: it is not over UDP.</param>
public sealed record L2tpTunnelStatus(uint Id, IPAddress Local, ushort Port);
