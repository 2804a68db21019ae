using System.Net;
using Concentrator.Control.Policy.Pools;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

/// <summary>Random leases, releases and changes of the pool, against what a plain set of leases says.</summary>
public class PoolStateModelTests
{
    private static readonly string[] Ranges = ["10.0.0.0/29", "10.0.0.0/28", "10.0.0.4-10.0.0.20"];
    private static readonly IPAddress Excluded = IPAddress.Parse("10.0.0.5");

    [Property(MaxTest = 500)]
    public void Pool_should_never_lease_an_address_twice_and_forget_nothing(byte[] script)
    {
        var pool = new PoolState(PoolStateTests.Pool(Ranges[0], remember: 3, excluded: Excluded.ToString()));
        var held = new List<(string User, AddressLease Lease)>();

        foreach (var (action, user) in script.Select(octet => (octet & 7, $"user{octet >> 3 & 7}")))
            switch (action)
            {
                case 0 when held.Count > 0:
                    var index = user[^1] % held.Count;
                    pool.Release(held[index].Lease);
                    pool.Release(held[index].Lease);
                    held.RemoveAt(index);
                    break;
                case 1:
                    pool.Resize(PoolStateTests.Pool(Ranges[user[^1] % Ranges.Length], remember: 3, excluded: Excluded.ToString()));
                    break;
                case 2:
                    Check(new LeaseRequest(user, Fixed: IPAddress.Parse($"10.0.0.{10 + user[^1] % 4}")));
                    break;
                case 3:
                    Check(new LeaseRequest(user, Wanted: IPAddress.Parse($"10.0.0.{user[^1] % 8}")));
                    break;
                default:
                    Check(new LeaseRequest(user));
                    break;
            }

        Assert.Equal(held.Count, pool.Leased);

        void Check(LeaseRequest request)
        {
            var free = Enumerable.Range(0, (int)pool.Definition.Ranges.Size)
                .Select(number => AddressRanges.ToIPAddress(pool.Definition.Ranges.At(number)))
                .Except([.. held.Select(holder => holder.Lease.Address), Excluded]).ToHashSet();
            var lease = pool.Lease(request);

            if (request.Fixed is { } wanted)
                Assert.Equal(held.All(holder => !holder.Lease.Address.Equals(wanted)) ? wanted : null, lease?.Address);
            else if (free.Count == 0)
                Assert.Null(lease);
            else
                Assert.Contains(lease!.Value.Address, free);
            if (lease is { } granted)
                held.Add((request.User!, granted));
        }
    }

    [Property(MaxTest = 200)]
    public void Pool_should_give_every_user_the_previous_address_while_there_is_room_for_all(byte[] script)
    {
        var pool = new PoolState(PoolStateTests.Pool("10.0.0.0/24"));
        var held = new Dictionary<string, AddressLease>();
        var previous = new Dictionary<string, IPAddress>();
        foreach (var user in script.Select(octet => $"user{octet % 32}"))
        {
            if (held.Remove(user, out var lease))
            {
                pool.Release(lease);
                continue;
            }
            held[user] = pool.Lease(new LeaseRequest(user))!.Value;
            if (!previous.TryAdd(user, held[user].Address))
                Assert.Equal(previous[user], held[user].Address);
        }
    }
}
