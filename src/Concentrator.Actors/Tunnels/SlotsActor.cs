using Akka.Actor;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Operations;

namespace Concentrator.Actors.Tunnels;

/// <summary>Parent of the slots of this node: starts them on demand, spreads new tunnels over them.</summary>
internal sealed class SlotsActor(NodeRuntime runtime, TunnelServices services) : UntypedActor
{
    public static Props Props(NodeRuntime runtime, TunnelServices services) => Akka.Actor.Props.Create(() => new SlotsActor(runtime, services));

    protected override SupervisorStrategy SupervisorStrategy() => StoppingStrategy();

    /// <summary>For everything from the slots down: what has failed is stopped, never restarted; its parent tidies up after it.</summary>
    internal static SupervisorStrategy StoppingStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartTunnel start:
                SlotOf(new Slot((byte)Random.Shared.Next(Slot.Count))).Tell(start);
                break;
            case SlotFull { Tried: < Slot.Count } full:
                SlotOf(new Slot((byte)(full.Slot.Number + 1))).Tell(full.Start with { Tried = full.Tried });
                break;
            case SlotFull full:
                Refuse(full.Start.Tunnel);
                break;
            case CloseAll:
                foreach (var slot in Context.GetChildren())
                    slot.Forward(message);
                break;
            case CollectStatus collect:
                Context.PassOn(collect);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Refuse(TunnelStart tunnel)
    {
        tunnel.Ticket.Release();
        if (tunnel is TunnelStart.Accepted accepted)
            services.Admission.Tell(new AdmissionActor.TunnelNotOpened(accepted.Name));
        else if (tunnel is TunnelStart.Dialed dialed)
            dialed.Opener.Tell(new AdmissionEvents.TunnelRefused(dialed.Attempt, "no tunnel id is free"));
    }

    private IActorRef SlotOf(Slot slot)
    {
        var name = slot.ToString();
        var child = Context.Child(name);
        return child.IsNobody() ? Context.ActorOf(SlotActor.Props(runtime, services, slot), name) : child;
    }

    /// <summary>Make this tunnel, in whichever slot has room.</summary>
    internal sealed record StartTunnel(TunnelStart Tunnel, int Tried = 0) : INoSerializationVerificationNeeded;

    /// <summary>A slot has no tunnel id left: the next one is asked.</summary>
    internal sealed record SlotFull(Slot Slot, StartTunnel Start, int Tried) : INoSerializationVerificationNeeded;

    /// <summary>The node stops: every tunnel closes with a StopCCN.</summary>
    internal sealed record CloseAll(string Reason) : INoSerializationVerificationNeeded;
}
