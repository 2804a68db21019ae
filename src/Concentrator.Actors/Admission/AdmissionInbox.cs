using Akka.Actor;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Admission;

/// <summary>
/// The way from the receive loops to the <see cref="AdmissionActor"/>, for what names no tunnel of ours: SCCRQs, and StopCCNs of peers that never
/// learned our id. Bounded, since anybody can send those: what exceeds the limit is dropped and will be sent again by honest peers.
/// </summary>
internal sealed class AdmissionInbox
{
    /// <summary>SCCRQs that wait; at some microseconds each the queue is worked off within tens of milliseconds.</summary>
    private const int Limit = 2048;

    private IActorRef _admission = ActorRefs.Nobody;
    private int _undelivered;

    public void Connect(IActorRef admission) => _admission = admission;

    public DropReason Offer(IUdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram)
    {
        if (Volatile.Read(ref _undelivered) >= Limit)
            return DropReason.ControlQueueFull;
        if (!ControlDatagram.TryParse(datagram, out var control, out _) || !control.IsWellFormed)
            return DropReason.MalformedControl;
        if (control.Type is not (MessageType.Sccrq or MessageType.StopCcn))
            return DropReason.ControlNotAllowed;
        // The first message of a tunnel is number 0 (RFC 2661 section 5.8). Any other would make a tunnel that waits for it for ever.
        if (control.Type is MessageType.Sccrq && control.Ns != SequenceNumber.Zero)
            return DropReason.ControlNotAllowed;
        Interlocked.Increment(ref _undelivered);
        _admission.Tell(new Unassigned(port, path, control), ActorRefs.NoSender);
        return DropReason.None;
    }

    /// <summary>To be called once for each <see cref="Unassigned"/>.</summary>
    public void Handled() => Interlocked.Decrement(ref _undelivered);

    /// <summary>A control message whose header names no tunnel of ours.</summary>
    internal sealed record Unassigned(IUdpPort Port, UdpPath Path, ControlDatagram Datagram) : INoSerializationVerificationNeeded;
}
