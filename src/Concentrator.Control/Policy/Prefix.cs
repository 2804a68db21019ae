using System.Net;
using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Policy;

/// <summary>
/// An address range of either family as in "192.0.2.0/24", "2001:db8::/32", "192.0.2.1" or "any". Held like an
/// <see cref="Endpoint"/>, IPv4 in its IPv6-mapped form, so that one masked comparison tells whether an address lies in it.
/// </summary>
public readonly record struct Prefix
{
    /// <summary>Every address of both families.</summary>
    public static readonly Prefix Any = default;

    private static readonly UInt128 MappedIpv4 = (UInt128)0xffff;

    private readonly UInt128 _base;
    private readonly int _bits;
    private readonly Family _family;

    private enum Family : byte { Any, Ipv4, Ipv6 }

    private Prefix(UInt128 address, int bits, Family family)
    {
        _bits = bits;
        _base = address & Mask(bits);
        _family = family;
    }

    public bool IsIpv4 => _family == Family.Ipv4;

    /// <summary>Number of leading bits that count, in the address's own family: 0 to 32 or 0 to 128.</summary>
    public int Length => _family == Family.Ipv4 ? _bits - 96 : _bits;

    public IPAddress Address => new Endpoint(_base, 0).ToIPAddress();

    public bool Contains(Endpoint endpoint) => Contains(endpoint.Address);

    public bool Contains(IPAddress address) => Contains(Endpoint.From(address, 0).Address);

    private bool Contains(UInt128 address) =>
        _family == Family.Any
        || ((_family == Family.Ipv4) == (address >> 32 == MappedIpv4) && (address & Mask(_bits)) == _base);

    /// <summary>Accepts an address, an address with a prefix length (host bits are ignored), or "any".</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Prefix prefix)
    {
        prefix = Any;
        if (text.Equals("any", StringComparison.OrdinalIgnoreCase))
            return true;
        var slash = text.IndexOf('/');
        // "10.1" and "1" are addresses to the BSD parser that IPAddress follows, but in a configuration they are typing errors.
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || (!text.Contains(':') && text.Count('.') != 3))
            return false;

        var endpoint = Endpoint.From(address, 0);
        var (family, offset) = address.GetAddressBytes().Length == 4 ? (Family.Ipv4, 96) : (Family.Ipv6, 0);
        var length = 128 - offset;
        if (slash >= 0 && !(int.TryParse(text[(slash + 1)..], System.Globalization.NumberStyles.None, null, out length) && length <= 128 - offset))
            return false;
        prefix = new Prefix(endpoint.Address, length + offset, family);
        return true;
    }

    private static UInt128 Mask(int bits) => bits == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - bits);

    public override string ToString() => _family == Family.Any ? "any" : $"{Address}/{Length}";
}
