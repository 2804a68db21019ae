using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Network;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>A subscriber of the LNS: credentials go by the node's secrets, the address comes from a pool, payload goes to the node's TUN device.</summary>
internal sealed class SubscriberNetwork(NodeRuntime runtime, TunnelServices services, LnsProfile profile, IActorRef session, Action<PppEvent> raise) : IPppNetwork
{
    private readonly Dictionary<NetworkFamily, IPAddress> _addresses = [];
    private Credentials? _claiming;
    private Verdict? _verdict;
    private UserSecret? _user;
    private Route? _ownRoute;

    public string? Interface => runtime.SubscriberTun?.Name;

    public void Verify(Credentials credentials)
    {
        var secrets = runtime.Configuration.Secrets;
        var server = profile.Ppp.Name;
        var user = secrets.For(credentials.Method, credentials.User, server);
        var verdict = credentials is PapCredentials && user is { Secret.IsEmpty: true }
            ? new Verdict(true) // as in pppd: an empty secret in pap-secrets accepts any password
            : CredentialVerifier.Verify(credentials, user?.Secret.Text);
        if (!verdict.IsAccepted)
        {
            raise(new PppEvent.Verified(credentials, verdict));
            return;
        }

        (_claiming, _verdict, _user) = (credentials, verdict, user);
        services.Logins.Tell(new LoginCommands.Claim(session, credentials.User, profile.DuplicateLogins), session);
    }

    public void RequestAddress(string? user, IPAddress? wanted)
    {
        var rule = _user?.Addresses;
        if (profile.Pool is { } pool)
            services.Pools.Tell(new PoolCommands.InPool(pool, new PoolCommands.Lease(session, user, rule?.Fixed, wanted)), session);
        else if (rule?.Fixed is { } address)
            raise(new PppEvent.AddressGranted(address));
        else
            raise(new PppEvent.AddressRefused("the profile has no pool, and the user no address of their own"));
    }

    public void Up(NetworkParameters parameters, LinkParameters link, ISessionPath path)
    {
        _addresses[parameters.Family] = parameters switch
        {
            Ipv4Parameters ipv4 => ipv4.Peer,
            Ipv6Parameters ipv6 => LinkLocal.Of(ipv6.PeerInterfaceId),
            _ => throw new ArgumentOutOfRangeException(nameof(parameters)),
        };
        if (parameters is Ipv4Parameters { Peer: var address })
            RouteTo(address);
        Attach(link, path);
    }

    public void Down(NetworkFamily family, LinkParameters link, ISessionPath path)
    {
        _addresses.Remove(family);
        if (_addresses.Count == 0)
            path.Detach();
        else
            Attach(link, path);
    }

    public bool OnMessage(object message)
    {
        switch (message)
        {
            case LoginEvents.LoginGranted:
                Answer(_verdict);
                return true;
            case LoginEvents.LoginRefused refused when _claiming is { } credentials:
                Answer(CredentialVerifier.Refuse(credentials, refused.Reason));
                return true;
            case PoolEvents.Leased leased:
                Grant(leased.Address);
                return true;
            case PoolEvents.LeaseRefused refused:
                raise(new PppEvent.AddressRefused(refused.Reason));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Leases and logins end with the session's actor.</summary>
    public void Stop()
    {
        if (_ownRoute is not null)
            runtime.DataPlane.Network.RemoveRoute(_ownRoute);
        _ownRoute = null;
    }

    private void Answer(Verdict? verdict)
    {
        if (_claiming is not { } credentials || verdict is null)
            return;
        _claiming = null;
        raise(new PppEvent.Verified(credentials, verdict));
    }

    /// <summary>A pool knows nothing of the address column of the user's line.</summary>
    private void Grant(IPAddress address) => raise(_user?.Addresses.Permits(address) == false
        ? new PppEvent.AddressRefused($"the user's line does not permit {address}")
        : new PppEvent.AddressGranted(address));

    /// <summary>The routes to the pools are there already; an address from elsewhere needs one of its own.</summary>
    private void RouteTo(IPAddress address)
    {
        if (runtime.SubscriberTun is not { } tun || runtime.Configuration.Pools.Any(pool => pool.Ranges.Contains(address)))
            return;
        _ownRoute = new Route(SubscriberAddresses.Host(address), tun.Name);
        runtime.DataPlane.Network.ReplaceRoute(_ownRoute);
    }

    private void Attach(LinkParameters link, ISessionPath path)
    {
        if (runtime.SubscriberTun is { } tun)
            path.AttachTun(tun, SubscriberAddresses.Of(_addresses.Values.Select(SubscriberAddresses.Host).ToImmutableArray()), LinkOptions.Of(link, profile.Ppp.ClampMss));
    }
}

internal static class LinkOptions
{
    /// <summary>What forwarding needs of LCP's result.</summary>
    public static PppLinkOptions Of(LinkParameters link, bool clampMss) => new()
    {
        PeerMru = link.Mtu,
        CompressAddressControl = link.Acfc,
        CompressProtocol = link.Pfc,
        ClampToMtu = clampMss ? link.Mtu : 0,
    };
}

internal static class LinkLocal
{
    /// <summary>fe80::/64 and an interface identifier (RFC 5072 section 5).</summary>
    public static IPAddress Of(ulong interfaceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        (bytes[0], bytes[1]) = (0xfe, 0x80);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], interfaceId);
        return new IPAddress(bytes);
    }
}
