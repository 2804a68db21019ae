using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Actors.Dialers;

/// <summary>Parent of the dialers: one for each in the configuration, each begun anew when its profile changes.</summary>
internal sealed class DialersActor(NodeRuntime runtime, IActorRef admission) : UntypedActor
{
    public static Props Props(NodeRuntime runtime, IActorRef admission) => Akka.Actor.Props.Create(() => new DialersActor(runtime, admission));

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(maxNrOfRetries: 10, withinTimeRange: TimeSpan.FromMinutes(1), _ => Directive.Restart);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DialerCommands.Begin:
                foreach (var profile in runtime.Configuration.Dialers)
                    Start(profile);
                break;
            case DialerCommands.Configure configure:
                Configure(configure.Dialers, configure.Changes);
                break;
            case Stopped stopped:
                if (runtime.Configuration.Dialers.FirstOrDefault(candidate => candidate.Name == stopped.Name) is { } again)
                    Start(again);
                break;
            case OperationsCommands.Dial dial:
                if (Dialer(dial.Dialer) is { } dialer)
                    dialer.Forward(dial);
                else
                    Sender.Tell(new CommandResult(false, $"there is no dialer {dial.Dialer}"));
                break;
            case DialerQueries.GetDialerStatus query:
                IActorRef[] children = [.. Context.GetChildren()];
                Sender.Tell(new ExpectStatus(children));
                foreach (var child in children)
                    child.Forward(query);
                break;
            case DialerActor.HangUp:
                foreach (var child in Context.GetChildren())
                    child.Forward(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Configure(ValueList<LacProfile> dialers, NameChanges changes)
    {
        foreach (var profile in dialers.Where(profile => changes.Added.Contains(profile.Name)))
            Start(profile);
        foreach (var name in changes.Removed.Concat(changes.Changed))
        {
            if (Dialer(name) is not { } dialer)
                continue;
            // A changed dialer comes back with its new profile when the old one has stopped.
            Context.WatchWith(dialer, new Stopped(name));
            dialer.Tell(new DialerActor.HangUp("the configuration has changed"));
            dialer.Tell(PoisonPill.Instance);
        }
    }

    private void Start(LacProfile profile) => Context.ActorOf(DialerActor.Props(runtime, admission, profile), Uri.EscapeDataString(profile.Name));

    private static IActorRef? Dialer(string name) => Context.Child(Uri.EscapeDataString(name)) is { } child && !child.IsNobody() ? child : null;

    private sealed record Stopped(string Name) : INoSerializationVerificationNeeded;
}
