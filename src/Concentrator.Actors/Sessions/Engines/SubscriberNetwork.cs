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
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>A subscriber of the LNS: credentials go by the node's secrets, the address comes from a pool, payload goes to the node's TUN device.</summary>
internal sealed class SubscriberNetwork(NodeRuntime runtime, TunnelServices services, LnsProfile profile, IActorRef session, Action<PppEvent> raise) : IPppNetwork
{
    private readonly Dictionary<NetworkFamily, IPAddress> _addresses = [];
    private Credentials? _claiming;
    private Verdict? _verdict;
    private UserSecret? _user;

    public string? Interface => runtime.SubscriberTun?.Name;

    public void Verify(Credentials credentials)
    {
        var secrets = runtime.Configuration.Secrets;
        var server = profile.Ppp.Name;
        var user = credentials.Method == AuthMethod.Pap ? secrets.ForPap(credentials.User, server) : secrets.ForChap(credentials.User, server);
        var verdict = credentials is PapCredentials && user is { Secret.IsEmpty: true }
            ? new Verdict(true)
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
                raise(new PppEvent.AddressGranted(leased.Address));
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
    }

    private void Answer(Verdict? verdict)
    {
        if (_claiming is not { } credentials || verdict is null)
            return;
        _claiming = null;
        raise(new PppEvent.Verified(credentials, verdict));
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
