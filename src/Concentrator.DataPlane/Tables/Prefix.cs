using System.Net;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Tables;

/// <summary>A network as numbers: IPv4 is IPv6-mapped, with 96 added to its length.</summary>
internal readonly record struct Prefix(UInt128 Address, int Length)
{
    public static Prefix From(IPNetwork network)
    {
        var address = Endpoint.From(network.BaseAddress, 0);
        return new Prefix(address.Address, network.PrefixLength + (address.IsIpv4 ? 96 : 0));
    }

    public bool IsIpv4Host => Length == 128 && new Endpoint(Address, 0).IsIpv4;

    public UInt128 Mask => PrefixTable<object>.Mask(Length);

    public bool Contains(UInt128 address) => ((address ^ Address) & Mask) == UInt128.Zero;
}
