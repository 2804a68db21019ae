using System.Buffers.Binary;
using Akka.Actor;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Endpoints;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// What becomes of an SCCRQ of the very peer that our own is on its way to (RFC 2661 section 4.4.3, Tie Breaker): the machine says whether it is
/// given back to admission, as a tunnel of its own, or dropped.
/// </summary>
internal sealed class TieBreaking(NodeRuntime runtime, TunnelServices services, TunnelStart start)
{
    private AdmissionInbox.Unassigned? _theirs;

    /// <summary>Of our SCCRQ; null where the profile wants none.</summary>
    public ulong? Value { get; } = start is TunnelStart.Dialed { Profile.TieBreaker: true } ? Draw(runtime) : null;

    /// <summary>Whether the datagram is one that admission passed on for this, and not of the tunnel itself.</summary>
    public bool Concerns(ControlDatagram datagram) =>
        start is TunnelStart.Dialed && datagram.Type is MessageType.Sccrq && datagram.TunnelId == TunnelId.Unassigned;

    /// <param name="decide">Calls <see cref="Requeue"/> unless theirs is to be dropped.</param>
    public void Meet(TunnelInbox.Delivery theirs, Action decide)
    {
        _theirs = new AdmissionInbox.Unassigned(start.Port, theirs.From, theirs.Datagram);
        decide();
        if (_theirs is not null)
            runtime.ControlFates.Count(ControlFate.TieBreakLost);
        _theirs = null;
    }

    public void Requeue()
    {
        if (_theirs is { } offer)
            services.Admission.Tell(new AdmissionActor.Requeued(offer), ActorRefs.NoSender);
        _theirs = null;
    }

    private static ulong Draw(NodeRuntime runtime)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        runtime.FillNonce(octets);
        return BinaryPrimitives.ReadUInt64BigEndian(octets);
    }
}
