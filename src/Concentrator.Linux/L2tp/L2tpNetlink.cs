using Concentrator.Linux.Interop;
using Concentrator.Linux.Network;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;

namespace Concentrator.Linux.L2tp;

/// <summary>The tunnels of the kernel's own L2TP, in the network namespace of the thread that makes this.</summary>
public sealed class L2tpNetlink : IDisposable
{
    private readonly NetlinkSocket _netlink = new(NetlinkSocket.Generic);
    private readonly ushort _family;

    /// <exception cref="LinuxException">The kernel has no L2TP, or its module is not loaded and cannot be.</exception>
    public L2tpNetlink()
    {
        const string attempt = "find the kernel's L2TP (modules l2tp_core, l2tp_netlink and l2tp_ppp)";
        try
        {
            _family = L2tpMessages.FamilyOf(_netlink.Ask(L2tpMessages.FindFamily(), attempt, L2tpMessages.FixedSize)) ?? throw new LinuxException(attempt, Errno.NoEntry);
        }
        catch
        {
            _netlink.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Lets the kernel look at what arrives on a connected socket: data of sessions that it knows is its own from then on, all else is passed on to the
    /// socket's owner. The tunnel ends with its socket.
    /// </summary>
    /// <exception cref="LinuxException">There is a tunnel of this id already, or CAP_NET_ADMIN is missing.</exception>
    public void CreateTunnel(UdpSocket socket, ushort local, ushort peer)
    {
        using var lease = ((IPollable)socket).Descriptor.Use();
        _netlink.Change(L2tpMessages.CreateTunnel(_family, local, peer, lease.Fd), $"make kernel tunnel {local}");
    }

    /// <summary>Removes a tunnel and its sessions; one that is gone is no error.</summary>
    public void DeleteTunnel(uint local) => _netlink.Change(L2tpMessages.DeleteTunnel(_family, local), $"remove kernel tunnel {local}", Errno.NoDevice, Errno.NoEntry);

    /// <summary>Null: there is none.</summary>
    public L2tpTunnel? Find(ushort local)
    {
        try
        {
            return L2tpMessages.TunnelOf(_netlink.Ask(L2tpMessages.GetTunnel(_family, local), $"read kernel tunnel {local}", L2tpMessages.FixedSize));
        }
        catch (LinuxException failure) when (failure.Errno is Errno.NoDevice or Errno.NoEntry)
        {
            return null;
        }
    }

    public IReadOnlyList<L2tpTunnel> Tunnels() =>
        [.. _netlink.AskAll(L2tpMessages.GetTunnels(_family), "list kernel tunnels", L2tpMessages.FixedSize).Select(L2tpMessages.TunnelOf).OfType<L2tpTunnel>()];

    public void Dispose() => _netlink.Dispose();
}
