using System.Collections.Concurrent;
using Concentrator.DataPlane;
using Concentrator.Linux;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// What fits the paths to peers without being fragmented. The kernel is asked once a second for each address, however many tunnels and calls come
/// from there.
/// </summary>
internal sealed class OuterPath(IDataPlane plane, TimeProvider time)
{
    /// <summary>IP, UDP, and PPP's uncompressed head.</summary>
    private const int Ipv4Overhead = 20 + 8 + 4;

    private const int Ipv6Overhead = 40 + 8 + 4;

    /// <summary>What a path has that the kernel knows nothing of.</summary>
    private const int UsualMtu = 1500;

    private const int MostRemembered = 4096;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(UInt128 Address, uint Scope), (long AskedAt, int Mtu)> _mtus = new();

    /// <summary>The largest MRU for calls with this peer, in octets; by a path of 1500 octets when the kernel knows none.</summary>
    /// <param name="header">The largest L2TP header of a data message.</param>
    public ushort MruTowards(Endpoint peer, int header) =>
        // A loopback or jumbo path allows more than any client expects of PPP (RFC 1661 section 6.1).
        (ushort)(Math.Clamp(MtuTowards(peer), 576, 1500) - header - (peer.IsIpv4 ? Ipv4Overhead : Ipv6Overhead));

    private int MtuTowards(Endpoint peer)
    {
        var address = (peer.Address, peer.Scope);
        if (_mtus.TryGetValue(address, out var known) && time.GetElapsedTime(known.AskedAt) < Fresh)
            return known.Mtu;
        if (_mtus.Count >= MostRemembered)
            _mtus.Clear();
        var mtu = LookUp(peer);
        _mtus[address] = (time.GetTimestamp(), mtu);
        return mtu;
    }

    private int LookUp(Endpoint peer)
    {
        try
        {
            return plane.Network.LookUp(peer.ToIPAddress()).Mtu;
        }
        catch (LinuxException)
        {
            return UsualMtu;
        }
    }
}
