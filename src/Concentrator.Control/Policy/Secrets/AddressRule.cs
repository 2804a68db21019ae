using System.Net;

namespace Concentrator.Control.Policy.Secrets;

/// <summary>
/// Which IPv4 addresses a user may have: the address columns of pppd's secrets files. The first term that matches decides, and
/// what no term names is forbidden. "-" forbids all, "*" permits all, "!" before an address or prefix forbids it.
/// </summary>
/// <remarks>
/// A line without address columns permits any address, unlike in pppd: there the peer proposes its address, here it comes from the
/// pool of the profile.
/// </remarks>
public sealed record AddressRule(ValueList<AddressTerm> Terms)
{
    public static readonly AddressRule Any = new([new AddressTerm(true, Prefix.Any)]);

    public static readonly AddressRule None = new([]);

    /// <summary>The one address that the user always gets: the first single address that is permitted. Null: one of a pool.</summary>
    public IPAddress? Fixed
    {
        get
        {
            foreach (var term in Terms)
                if (term is { Permit: true, Addresses: { IsIpv4: true, Length: 32 } single } && Permits(single.Address))
                    return single.Address;
            return null;
        }
    }

    public bool Permits(IPAddress address)
    {
        foreach (var term in Terms)
            if (term.Addresses.Contains(address))
                return term.Permit;
        return false;
    }

    public override string ToString() => Terms.IsEmpty ? "-" : string.Join(' ', Terms);
}

public readonly record struct AddressTerm(bool Permit, Prefix Addresses)
{
    public override string ToString() => $"{(Permit ? "" : "!")}{Addresses}";
}
