using Concentrator.DataPlane;
using Concentrator.Linux;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>What fits the path to a peer without being fragmented.</summary>
internal static class OuterPath
{
    /// <summary>IP, UDP, and PPP's uncompressed head.</summary>
    private const int Ipv4Overhead = 20 + 8 + 4;

    private const int Ipv6Overhead = 40 + 8 + 4;

    /// <summary>The largest MRU for calls with this peer, in octets; by a path of 1500 octets when the kernel knows none.</summary>
    /// <param name="header">The largest L2TP header of a data message.</param>
    public static ushort MruTowards(IDataPlane plane, Endpoint peer, int header)
    {
        int mtu;
        try
        {
            mtu = plane.Network.LookUp(peer.ToIPAddress()).Mtu;
        }
        catch (LinuxException)
        {
            mtu = 1500;
        }

        // A loopback or jumbo path allows more than any client expects of PPP (RFC 1661 section 6.1).
        return (ushort)(Math.Clamp(mtu, 576, 1500) - header - (peer.IsIpv4 ? Ipv4Overhead : Ipv6Overhead));
    }
}
