using Concentrator.Linux.Interop;
using Concentrator.Linux.Network;

namespace Concentrator.Linux.L2tp;

/// <summary>
/// The tunnels of the kernel's own L2TP, whoever made them, in the network namespace of the thread that makes this. A kernel without module l2tp_netlink
/// tells of none; there a tunnel cannot outlive the process that made it either.
/// </summary>
public sealed class L2tpNetlink : IDisposable
{
    private readonly NetlinkSocket _netlink = new(NetlinkSocket.Generic);
    private readonly ushort? _family;

    public L2tpNetlink()
    {
        try
        {
            _family = L2tpMessages.FamilyOf(_netlink.Ask(L2tpMessages.FindFamily(), "find the kernel's L2TP", L2tpMessages.FixedSize));
        }
        catch (LinuxException failure) when (failure.Errno == Errno.NoEntry)
        {
            // The family is not there.
        }
    }

    public IReadOnlyList<L2tpTunnelStatus> Tunnels() => _family is not { } family
        ? []
        : [.. _netlink.AskAll(L2tpMessages.GetTunnels(family), "list kernel tunnels", L2tpMessages.FixedSize).Select(L2tpMessages.TunnelOf).OfType<L2tpTunnelStatus>()];

    /// <summary>Removes a tunnel and its sessions; one that is gone is no error.</summary>
    public void Delete(L2tpTunnelStatus tunnel)
    {
        if (_family is { } family)
            _netlink.Change(L2tpMessages.DeleteTunnel(family, tunnel.Id), $"remove kernel tunnel {tunnel.Id}", Errno.NoDevice, Errno.NoEntry);
    }

    public void Dispose() => _netlink.Dispose();
}
