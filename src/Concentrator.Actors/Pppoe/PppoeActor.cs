using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pppoe;

namespace Concentrator.Actors.Pppoe;

/// <summary>Parent of the interfaces that hosts are served on: one for each in the configuration.</summary>
internal sealed class PppoeActor(NodeRuntime runtime, IActorRef targets) : UntypedActor
{
    private readonly HashSet<string> _served = [];

    public static Props Props(NodeRuntime runtime, IActorRef targets) => Akka.Actor.Props.Create(() => new PppoeActor(runtime, targets));

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(maxNrOfRetries: 10, withinTimeRange: TimeSpan.FromMinutes(1), _ => Directive.Restart);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PppoeCommands.Begin:
                Configure(runtime.Configuration.Pppoe);
                break;
            case PppoeCommands.Configure configure:
                Configure(configure.Interfaces);
                break;
            case Stopped stopped when runtime.Configuration.Pppoe.FirstOrDefault(profile => profile.Interface == stopped.Interface) is { } again:
                Start(again);
                break;
            case Stopped:
                break;
            case PppoeQueries.GetPppoeStatus query:
                Context.PassOn(query, Sender);
                break;
            case PppoeCommands.CloseAll:
                foreach (var child in Context.GetChildren())
                    child.Forward(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>An interface that stays serves its next sessions by the new profile; those that are there keep theirs.</summary>
    private void Configure(ValueList<PppoeProfile> interfaces)
    {
        foreach (var profile in interfaces)
        {
            if (_served.Contains(profile.Interface))
                Context.Child(Name(profile.Interface)).Tell(new PppoeInterfaceActor.Serve(profile));
            else if (Context.Child(Name(profile.Interface)).IsNobody())
                Start(profile);
        }

        foreach (var gone in _served.Except(interfaces.Select(profile => profile.Interface)).ToArray())
        {
            _served.Remove(gone);
            Context.Stop(Context.Child(Name(gone)));
        }
    }

    /// <summary>One that is taken out of the configuration and put in again comes back when it has stopped.</summary>
    private void Start(PppoeProfile profile)
    {
        var child = Context.ActorOf(PppoeInterfaceActor.Props(runtime, targets, profile), Name(profile.Interface));
        Context.WatchWith(child, new Stopped(profile.Interface));
        _served.Add(profile.Interface);
    }

    private static string Name(string @interface) => Uri.EscapeDataString(@interface);

    private sealed record Stopped(string Interface) : INoSerializationVerificationNeeded;
}
