using System.Net;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Pppd;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Switching;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>Chooses the engine that the session's profile names, and what it stands on.</summary>
internal static class EngineFactory
{
    /// <param name="peerName">The peer's Host Name.</param>
    public static ISessionEngine Create(
        NodeRuntime runtime, TunnelServices services, SessionStart start, DataProfile data, Endpoint peer, string peerName, ISessionHost host,
        IUntypedActorContext context, ILoggingAdapter log)
    {
        var session = context.Self;
        var mru = runtime.OuterPath.MruTowards(peer, data.LargestHeader);
        var rules = runtime.Configuration.Switching;
        return start switch
        {
            SessionStart.Accepted { Role: not CallRole.LnsIncoming } accepted => Serve(accepted),
            SessionStart.Accepted accepted when rules.IsEmpty => Serve(accepted),
            SessionStart.Accepted accepted => new SwitchChoice(
                rules, call => SwitchFacts.Of(start.ProfileName, peer, peerName, call), () => Serve(accepted),
                target => new SwitchEngine(runtime, host, services.Targets, session, start.Key, target, log)),
            SessionStart.Dialed { Lac.Ppp.Engine: PppEngine.Embedded, Lac: var lac, Of.Index: var number } => new EmbeddedEngine(
                host, new PppContext(lac.ClientSettings(mru), runtime.FillNonce), lac.Ppp.SetupTimeout,
                raise => new DialerNetwork(runtime.DataPlane, lac, number, peer, raise, log), log),
            SessionStart.Dialed { Lac: var lac, Of.Index: var number } => new PppdEngine(
                runtime, host, context, lac.Ppp,
                back => new PppdDialer(
                    runtime, lac, Call(lac.Ppp, lac.InterfaceOf(number)), new DialerRoutes(runtime.DataPlane.Network, lac, number, peer, log), back, log),
                log),
            SessionStart.Placed { Taken.Line: { Target: not null } line } => new NetworkEngine(runtime, host, services.Targets, session, start.Key, line, log),
            SessionStart.Placed placed => new LineEngine(runtime, host, context, start.Key, placed.Taken, log),
            SessionStart.Relayed relayed => new RelayEngine(host, relayed, session),
            _ => throw new ArgumentOutOfRangeException(nameof(start)),
        };

        ISessionEngine Serve(SessionStart.Accepted accepted) => new SubscriberEngine(runtime, host, accepted.Lns, lns => lns.Ppp switch
        {
            { Engine: PppEngine.Embedded } => new EmbeddedEngine(
                host, new PppContext(SubscriberSettings(lns, mru, runtime), runtime.FillNonce), lns.Ppp.SetupTimeout,
                raise => new SubscriberNetwork(runtime.Domains.Find(lns.Group), lns, Account(lns, raise)), log),
            { Pppd.Authenticates: false } => new EmbeddedEngine(
                host, new PppContext(SubscriberSettings(lns, mru, runtime) with { NetworksElsewhere = true }, runtime.FillNonce), lns.Ppp.SetupTimeout,
                raise => new BridgedSubscriber(
                    runtime, host, context, lns, SubscriberCall(lns), answer => Account(lns, answer), raise, log), log),
            _ => new PppdEngine(
                runtime, host, context, lns.Ppp,
                back => new PppdSubscriber(runtime, services, lns, SubscriberCall(lns), session, start.Ticket, back), log),
        });

        SubscriberAccount Account(LnsProfile lns, Action<PppEvent> raise) => new(runtime, services, lns, session, start.Ticket, raise);

        PppdCall SubscriberCall(LnsProfile lns) =>
            Call(lns.Ppp, PppdCall.SubscriberInterface(start.Key)) with { Namespace = runtime.Configuration.Group(lns.Group)?.Namespace };

        PppdCall Call(PppProfile ppp, string link) => new()
        {
            Ppp = ppp, IsServer = start is SessionStart.Accepted, Key = start.Key, Peer = peer, PathMru = mru, Interface = link,
        };
    }

    /// <summary>Our end of the calls is the address of the subscribers' device, unless the profile says otherwise. Calls of the same kind share them.</summary>
    private static PppSettings SubscriberSettings(LnsProfile lns, ushort mru, NodeRuntime runtime)
    {
        var device = runtime.Configuration.Tun.Address;
        if (Latest.TryGetValue(lns, out var latest) && latest.Mru == mru && Equals(latest.Device, device))
            return latest.Settings;
        var settings = lns.ServerSettings(mru);
        if (lns.Ppp.LocalAddress is null && device is not null)
            settings = settings with { LocalAddress = device };
        Latest.AddOrUpdate(lns, new SharedSettings(mru, device, settings));
        return settings;
    }

    /// <summary>Of each profile in use, what its last call was given.</summary>
    private static readonly ConditionalWeakTable<LnsProfile, SharedSettings> Latest = [];

    private sealed record SharedSettings(ushort Mru, IPAddress? Device, PppSettings Settings);
}
