using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Pppd;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>Chooses the engine that the session's profile names, and what it stands on.</summary>
internal static class EngineFactory
{
    public static ISessionEngine Create(
        NodeRuntime runtime, TunnelServices services, SessionStart start, Endpoint peer, ISessionHost host, IUntypedActorContext context, ILoggingAdapter log)
    {
        var session = context.Self;
        var mru = OuterPath.MruTowards(runtime.DataPlane, peer);
        return (start, start.Ppp?.Engine) switch
        {
            (SessionStart.Placed placed, _) => new LineEngine(runtime, host, context, start.Key, placed.Taken, log),
            (SessionStart.Accepted { Lns: var lns }, PppEngine.Embedded) => new EmbeddedEngine(
                host, new PppContext(SubscriberSettings(lns, mru, runtime), runtime.FillNonce), lns.Ppp.SetupTimeout,
                raise => new SubscriberNetwork(runtime, lns, Account(lns, raise)), log),
            (SessionStart.Accepted { Lns: { Ppp.Pppd.Authenticates: false } lns }, PppEngine.Pppd) => new EmbeddedEngine(
                host, new PppContext(SubscriberSettings(lns, mru, runtime) with { NetworksElsewhere = true }, runtime.FillNonce), lns.Ppp.SetupTimeout,
                raise => new RelayedSubscriber(
                    runtime, host, context, lns, Call(PppdCall.SubscriberInterface(start.Key)), answer => Account(lns, answer), raise, log), log),
            (SessionStart.Dialed { Lac: var lac, Call.Number: var number }, PppEngine.Embedded) => new EmbeddedEngine(
                host, new PppContext(lac.ClientSettings(mru), runtime.FillNonce), lac.Ppp.SetupTimeout,
                raise => new DialerNetwork(runtime.DataPlane, lac, number, peer, raise, log), log),
            (SessionStart.Accepted accepted, PppEngine.Pppd) => new PppdEngine(
                runtime, host, context, start.Ppp!,
                back => new PppdSubscriber(runtime, services, accepted, Call(PppdCall.SubscriberInterface(start.Key)), session, back), log),
            (SessionStart.Dialed { Lac: var lac, Call.Number: var number }, PppEngine.Pppd) => new PppdEngine(
                runtime, host, context, start.Ppp!,
                back => new PppdDialer(
                    runtime, lac, Call(lac.InterfaceOf(number)), new DialerRoutes(runtime.DataPlane.Network, lac, number, peer, log), back, log),
                log),
            _ => throw new ArgumentOutOfRangeException(nameof(start)),
        };

        SubscriberAccount Account(LnsProfile lns, Action<PppEvent> raise) => new(runtime, services, lns, session, raise);

        PppdCall Call(string link) => new()
        {
            Ppp = start.Ppp!, IsServer = start is SessionStart.Accepted, Key = start.Key, Peer = peer, PathMru = mru, Interface = link,
        };
    }

    /// <summary>Our end of the calls is the address of the subscribers' device, unless the profile says otherwise.</summary>
    private static PppSettings SubscriberSettings(LnsProfile lns, ushort mru, NodeRuntime runtime)
    {
        var settings = lns.ServerSettings(mru);
        return lns.Ppp.LocalAddress is null && runtime.Configuration.Tun.Address is { } address ? settings with { LocalAddress = address } : settings;
    }
}
