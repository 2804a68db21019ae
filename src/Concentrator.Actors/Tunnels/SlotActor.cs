using System.Buffers;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Shell;
using Concentrator.Control.Machines;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// Supervises the tunnels of one slot and hands out its tunnel ids. An id, and the tunnel's place under the node's limits, is free again when the
/// tunnel's actor has stopped, which it does after the hold time of the RFC.
/// </summary>
internal sealed class SlotActor : UntypedActor
{
    private readonly NodeRuntime _runtime;
    private readonly TunnelServices _services;
    private readonly Slot _slot;
    private readonly IdPool _indices;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public SlotActor(NodeRuntime runtime, TunnelServices services, Slot slot)
    {
        (_runtime, _services, _slot) = (runtime, services, slot);
        var first = slot.Number == 0 ? 1 : 0;
        _indices = new IdPool(first: first, most: Slot.Size - first, begin: Slot.Size - first, Random.Shared.Next);
    }

    public static Props Props(NodeRuntime runtime, TunnelServices services, Slot slot) =>
        new PropsOfMany<SlotActor>(() => new SlotActor(runtime, services, slot));

    protected override SupervisorStrategy SupervisorStrategy() => SlotsActor.StoppingStrategy();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SlotsActor.StartTunnel start:
                Start(start);
                break;
            case TunnelStopped stopped:
                OnStopped(stopped);
                break;
            case SlotsActor.CloseAll:
                foreach (var tunnel in Context.GetChildren())
                    tunnel.Tell(message);
                break;
            case CollectStatus collect:
                Context.PassOn(collect);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start(SlotsActor.StartTunnel start)
    {
        if (!_indices.TryTake(out var index))
        {
            Context.Parent.Tell(new SlotsActor.SlotFull(_slot, start, start.Tried + 1));
            return;
        }

        var id = _slot.TunnelAt(index);
        var tunnel = Context.ActorOf(TunnelActor.Props(_runtime, _services, id, start.Tunnel), $"tunnel-{id}");
        var profile = start.Tunnel.Profile;
        var inbox = new TunnelInbox(tunnel, start.Tunnel.Path, start.Tunnel is TunnelStart.Dialed ? PeerChange.Port : PeerChange.None, profile.ReceiveWindow + 8);
        Context.WatchWith(tunnel, new TunnelStopped(id, index, start.Tunnel, inbox, _runtime.WallTime));
        _services.Admission.Tell(
            start.Tunnel is TunnelStart.Accepted accepted
                ? new AdmissionActor.TunnelOpened(accepted.Name, inbox)
                : new AdmissionActor.TunnelRequested(start.Tunnel.Path.Peer, inbox));
        _runtime.Tunnels.Publish(id, inbox);
        // Last: the peer may have answered before the next line is reached.
        tunnel.Tell(new TunnelRequests.Begin(inbox));
    }

    private void OnStopped(TunnelStopped stopped)
    {
        var (id, index, start, inbox, since) = stopped;
        if (!inbox.IsReleased)
            SendLastWords(id, start, inbox);
        if (!inbox.IsEnded)
            TunnelNews.TellEnd(_runtime, _services, id, start, inbox, since, Died, inbox.PeerHostName);
        _runtime.Tunnels.Withdraw(id, inbox);
        _runtime.ControlFates.Count(ControlFate.TunnelGone, inbox.Close());
        _indices.Return(index);
        start.Ticket.Release();
        _services.Admission.Tell(
            start is TunnelStart.Accepted accepted
                ? new AdmissionActor.TunnelGone(accepted.Name, inbox)
                : new AdmissionActor.TunnelAnswered(start.Path.Peer, inbox));
    }

    /// <summary>A tunnel died of a failure that even its machine could not answer: its peer is told once, so that it need not find out by itself.</summary>
    private void SendLastWords(TunnelId id, TunnelStart start, TunnelInbox inbox)
    {
        _log.Error("tunnel {Tunnel} died without releasing its id", id);
        if (inbox.PeerTunnel == TunnelId.Unassigned)
            return;
        var result = new ResultCode(StopCcnResult.GeneralError, GeneralError.VendorSpecific, "internal error");
        var output = new ArrayBufferWriter<byte>();
        ControlEncoder.Write(
            output, new StopCcn([AvpCatalog.AssignedTunnelId.Of(id.Value), AvpCatalog.Result.Of(result)]), inbox.PeerTunnel, SessionId.Unassigned,
            inbox.LastSequence.Ns, inbox.LastSequence.Nr);
        start.Port.Send(inbox.Path, output.WrittenSpan);
    }

    private static readonly TunnelEnd Died = new(EndedBy.Local, Result: null, "internal error");

    private sealed record TunnelStopped(TunnelId Id, ushort Index, TunnelStart Start, TunnelInbox Inbox, DateTimeOffset Since) : INoSerializationVerificationNeeded;
}
