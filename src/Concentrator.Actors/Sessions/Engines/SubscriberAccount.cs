using System.Net;
using Akka.Actor;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Logins;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// Who a subscriber is, and what address is theirs: by the node's secrets, the policy for duplicate logins, and the profile's pool. Answers are
/// raised, at once or later. Lease and login end with the session's actor.
/// </summary>
/// <param name="ticket">Tells the tunnel where a lease is to be returned.</param>
internal sealed class SubscriberAccount(
    NodeRuntime runtime, TunnelServices services, LnsProfile profile, IActorRef session, CallTicket ticket, Action<PppEvent> raise)
{
    private Credentials? _claiming;
    private Verdict? _verdict;
    private UserSecret? _user;

    /// <summary>Whether there is where an address could come from.</summary>
    public bool HasAddresses => profile.Pool is not null || _user?.Addresses.Fixed is not null;

    /// <summary>Answered with <see cref="PppEvent.Verified"/>.</summary>
    public void Verify(Credentials credentials)
    {
        var secrets = runtime.Configuration.Secrets;
        var server = profile.Ppp.Name;
        var user = secrets.For(credentials.Method, credentials.User, server);
        var verdict = CredentialVerifier.Verify(credentials, user?.Secret.Text);
        if (!verdict.IsAccepted)
        {
            raise(new PppEvent.Verified(credentials, verdict));
            return;
        }

        (_claiming, _verdict, _user) = (credentials, verdict, user);
        services.Logins.Tell(new LoginCommands.Claim(session, new Login(profile.Group, credentials.User), profile.DuplicateLogins), session);
    }

    /// <summary>Answered with <see cref="PppEvent.AddressGranted"/> or <see cref="PppEvent.AddressRefused"/>.</summary>
    public void RequestAddress(string? user, IPAddress? wanted)
    {
        var rule = _user?.Addresses;
        if ((ticket.Pool = profile.Pool) is { } pool)
            services.Pools.Tell(new PoolCommands.InPool(pool, new PoolCommands.Lease(session, user, rule?.Fixed, wanted)), session);
        else if (rule?.Fixed is { } address)
            raise(new PppEvent.AddressGranted(address));
        else
            raise(new PppEvent.AddressRefused("the profile has no pool, and the user no address of their own"));
    }

    /// <summary>A message to the session's actor; false when it is none of these answers.</summary>
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

    private void Answer(Verdict? verdict)
    {
        if (_claiming is not { } credentials || verdict is null)
            return;
        (_claiming, _verdict) = (null, null);
        raise(new PppEvent.Verified(credentials, verdict));
    }

    /// <summary>A pool knows nothing of the address column of the user's line.</summary>
    private void Grant(IPAddress address) => raise(_user?.Addresses.Permits(address) == false
        ? new PppEvent.AddressRefused($"the user's line does not permit {address}")
        : new PppEvent.AddressGranted(address));
}
