using Akka.Actor;
using Akka.Event;
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
        return start switch
        {
            SessionStart.Accepted accepted => new EmbeddedEngine(
                host, new PppContext(SubscriberSettings(accepted.Lns, mru, runtime), runtime.FillNonce),
                raise => new SubscriberNetwork(runtime, services, accepted.Lns, session, raise), log),
            SessionStart.Dialed dialed => new EmbeddedEngine(
                host, new PppContext(dialed.Lac.ClientSettings(mru), runtime.FillNonce),
                raise => new DialerNetwork(runtime.DataPlane, dialed.Lac, dialed.Number, peer, raise, log), log),
            _ => throw new ArgumentOutOfRangeException(nameof(start)),
        };
    }

    /// <summary>Our end of the calls is the address of the subscribers' device, unless the profile says otherwise.</summary>
    private static PppSettings SubscriberSettings(LnsProfile lns, ushort mru, NodeRuntime runtime)
    {
        var settings = lns.ServerSettings(mru);
        return lns.Ppp.LocalAddress is null && runtime.Configuration.Tun.Address is { } address ? settings with { LocalAddress = address } : settings;
    }
}
