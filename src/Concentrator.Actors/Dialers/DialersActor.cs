using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Shell;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Actors.Dialers;

/// <summary>Parent of the dialers: each is begun anew when its profile changes.</summary>
internal sealed class DialersActor(NodeRuntime runtime, IActorRef targets) : ConfiguredParent<DialerProfile>
{
    public static Props Props(NodeRuntime runtime, IActorRef targets) => Akka.Actor.Props.Create(() => new DialersActor(runtime, targets));

    protected override IEnumerable<DialerProfile> Configured => runtime.Configuration.Dialers;

    protected override string NameOf(DialerProfile profile) => profile.Name;

    protected override Props PropsOf(DialerProfile profile) => DialerActor.Props(targets, profile);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DialerCommands.Begin:
                StartMissing();
                break;
            case DialerCommands.Configure configure:
                foreach (var name in configure.Changes.Removed.Concat(configure.Changes.Changed))
                    End(name, new DialerActor.HangUp("the configuration has changed"));
                StartMissing();
                break;
            case OperationsCommands.Dial dial when Find(dial.Dialer) is { } dialer:
                dialer.Forward(dial);
                break;
            case OperationsCommands.Dial dial:
                Sender.Tell(new CommandResult(false, $"there is no dialer {dial.Dialer}"));
                break;
            case DialerQueries.GetDialerStatus query:
                Context.PassOn(query, Sender);
                break;
            case DialerActor.HangUp:
                ForwardToAll(message);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }
}
