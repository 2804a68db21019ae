using System.Net;
using Akka.Actor;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Pppd;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Logins;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A subscriber of the LNS whose PPP a pppd speaks. Users and their passwords are pppd's business (its own secrets files, or a plugin). The
/// address is leased for the call before pppd starts, so nobody's in particular: who the user is comes out later, and then the policy for
/// duplicate logins decides.
/// </summary>
/// <param name="ticket">Tells the tunnel where a lease is to be returned.</param>
internal sealed class PppdSubscriber(
    NodeRuntime runtime, TunnelServices services, LnsProfile profile, PppdCall call, IActorRef session, CallTicket ticket, IPppdNetworkHost host) : IPppdNetwork
{
    private IPAddress? _leased;

    public PppSide Subscriber => PppSide.Peer;

    public string Interface => call.Interface;

    public void Prepare()
    {
        if ((ticket.Pool = profile.Pool) is { } pool)
            services.Pools.Tell(new PoolCommands.InPool(pool, new PoolCommands.Lease(session, User: null, Fixed: null, Wanted: null)), session);
        else
            host.Prepared();
    }

    public PppdLaunch Launch(string? callingNumber, string? calledNumber) => new(
        call with { PeerAddress = _leased, CallingNumber = callingNumber, CalledNumber = calledNumber },
        Password: null, runtime.Configuration.Node.StateDirectory);

    public void Up(PppObservation ppp)
    {
        if (ppp.User is { } user)
            services.Logins.Tell(new LoginCommands.Claim(session, new Login(profile.Group, user), profile.DuplicateLogins), session);
        else
            host.Ready();
    }

    public IPAddress? AddressOf(PppObservation ppp) => ppp.PeerAddress ?? _leased;

    public bool OnMessage(object message)
    {
        switch (message)
        {
            case PoolEvents.Leased leased:
                _leased = leased.Address;
                host.Prepared();
                return true;
            case PoolEvents.LeaseRefused refused:
                host.Refused(new PppdEnd(new ResultCode(CdnResult.NoFacilitiesTemporarily, message: "no address"), refused.Reason));
                return true;
            case LoginEvents.LoginGranted:
                host.Ready();
                return true;
            case LoginEvents.LoginRefused refused:
                host.Refused(new PppdEnd(new ResultCode(CdnResult.Administrative, message: refused.Reason), refused.Reason));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Leases and logins end with the session's actor.</summary>
    public void Stop()
    {
    }
}
