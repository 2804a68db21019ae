using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Tunnels;
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
                host, new PppContext(PppSettingsOf.Subscriber(accepted.Lns, mru, runtime.Configuration.Tun.Address), runtime.FillNonce),
                raise => new SubscriberNetwork(runtime, services, accepted.Lns, session, raise), log),
            SessionStart.Dialed dialed => new EmbeddedEngine(
                host, new PppContext(PppSettingsOf.Dialer(dialed.Lac, mru), runtime.FillNonce),
                raise => new DialerNetwork(runtime.DataPlane, dialed.Lac, dialed.Number, peer, raise, log), log),
            _ => throw new ArgumentOutOfRangeException(nameof(start)),
        };
    }
}
