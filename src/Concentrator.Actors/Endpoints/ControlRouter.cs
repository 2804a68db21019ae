using Concentrator.Actors.Admission;
using Concentrator.Actors.Tunnels;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Endpoints;

/// <summary>
/// Finds the owner of each control datagram, on the receive loop: the header alone decides whether anybody wants it, and only then is it
/// copied. So a flood of anything costs the loop a look and no memory.
/// </summary>
internal sealed class ControlRouter(TunnelDirectory tunnels, AdmissionInbox admission) : IControlSink
{
    public DropReason OnControl(IUdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram)
    {
        if (!L2tpHeader.TryParse(datagram, out var header, out _) || !header.IsControl)
            return DropReason.MalformedControl;
        if (header.TunnelId == TunnelId.Unassigned)
            return admission.Offer(port, path, datagram);
        if (tunnels.InboxOf(header.TunnelId) is not { } inbox)
            return DropReason.UnknownTunnel;
        if (!inbox.Accepts(path))
            return DropReason.WrongPeer;
        return ControlDatagram.TryParse(datagram, out var control, out _) ? inbox.Offer(path, control) : DropReason.MalformedControl;
    }
}
