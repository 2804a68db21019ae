using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Shell;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pppoe;

namespace Concentrator.Actors.Pppoe;

/// <summary>Parent of the interfaces that hosts are served on.</summary>
internal sealed class PppoeActor(NodeRuntime runtime, IActorRef targets, IActorRef journal) : ConfiguredParent<PppoeProfile>
{
    public static Props Props(NodeRuntime runtime, IActorRef targets, IActorRef journal) =>
        Akka.Actor.Props.Create(() => new PppoeActor(runtime, targets, journal));

    protected override IEnumerable<PppoeProfile> Configured => runtime.Configuration.Pppoe;

    protected override string NameOf(PppoeProfile profile) => profile.Interface;

    protected override Props PropsOf(PppoeProfile profile) => PppoeInterfaceActor.Props(runtime, targets, journal, profile);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PppoeCommands.Begin:
                StartMissing();
                break;
            case PppoeCommands.Configure configure:
                Configure(configure.Interfaces);
                break;
            case PppoeQueries.GetPppoeStatus query:
                Context.PassOn(query, Sender);
                break;
            case PppoeCommands.CloseAll:
                ForwardToAll(message);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    /// <summary>An interface that stays serves its next sessions by the new profile; those that are there keep theirs.</summary>
    private void Configure(ValueList<PppoeProfile> interfaces)
    {
        foreach (var gone in Running.Except(interfaces.Select(NameOf)).ToArray())
            End(gone);
        foreach (var profile in interfaces)
            Find(profile.Interface)?.Tell(new PppoeInterfaceActor.Serve(profile));
        StartMissing();
    }
}
