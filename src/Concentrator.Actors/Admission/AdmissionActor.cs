using System.Buffers;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.Tunnels;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Actors.Admission;

/// <summary>
/// Lets new tunnels in: access list, profile, limits. Knows every tunnel by the names that a peer without our tunnel id can give it, so a repeated
/// SCCRQ finds the tunnel that the first one made. Nothing is remembered of a peer that is turned away.
/// </summary>
internal sealed class AdmissionActor(NodeRuntime runtime, AdmissionInbox inbox) : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<TunnelName, Known> _tunnels = [];

    /// <summary>Tunnels of ours whose SCCRQ is not answered yet, by whom it was sent to: an SCCRQ from there is the other half of a tie.</summary>
    private readonly Dictionary<Endpoint, TunnelInbox> _requested = [];

    private IActorRef _slots = ActorRefs.Nobody;

    public static Props Props(NodeRuntime runtime, AdmissionInbox inbox) => Akka.Actor.Props.Create(() => new AdmissionActor(runtime, inbox));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AdmissionInbox.Unassigned unassigned:
                inbox.Handled();
                Count(unassigned.Datagram.Type == MessageType.Sccrq ? OnSccrq(unassigned, mayCollide: true) : OnStopCcn(unassigned));
                break;
            case Requeued requeued:
                Count(OnSccrq(requeued.Offer, mayCollide: false));
                break;
            case AdmissionCommands.OpenTunnel open:
                OnOpen(open);
                break;
            case TunnelRequested requested:
                _requested[requested.Peer] = requested.Inbox;
                break;
            case TunnelAnswered answered when _requested.GetValueOrDefault(answered.Peer) == answered.Inbox:
                _requested.Remove(answered.Peer);
                break;
            case TunnelAnswered:
                break;
            case TunnelOpened opened:
                _tunnels[opened.Name] = _tunnels[opened.Name] with { Inbox = opened.Inbox };
                break;
            case TunnelNotOpened refused:
                _tunnels.Remove(refused.Name);
                runtime.ControlFates.Count(ControlFate.LimitReached);
                break;
            case TunnelEstablished established:
                OnEstablished(established);
                break;
            case TunnelGone gone when _tunnels.TryGetValue(gone.Name, out var known) && known.Inbox == gone.Inbox:
                _tunnels.Remove(gone.Name);
                break;
            case TunnelGone:
                break;
            case UseSlots use:
                _slots = use.Slots;
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Count(ControlFate? fate)
    {
        if (fate is { } known)
            runtime.ControlFates.Count(known);
    }

    /// <summary>Gives what becomes of the datagram; null when a tunnel will say that.</summary>
    /// <param name="mayCollide">A tunnel that we request of the same peer is to say whether there will be this one, too.</param>
    private ControlFate? OnSccrq(AdmissionInbox.Unassigned offer, bool mayCollide)
    {
        var (port, path, datagram) = offer;
        var configuration = runtime.Configuration;
        if (!configuration.Access.Allows(path.Peer))
        {
            _log.Debug("SCCRQ from {Peer} ignored: not in the access list", path.Peer);
            return ControlFate.NotInAccessList;
        }

        // The Host Name is never hidden, so it finds the profile and with it the secret that reveals the rest.
        var hostName = datagram.Peek(AvpCatalog.HostName) ?? "";
        if (configuration.ProfileFor(path, hostName) is not { } profile)
        {
            _log.Info("SCCRQ of {HostName} from {Peer} refused: no profile is for this peer", hostName, path.Peer);
            Refuse(port, path, datagram, new ResultCode(StopCcnResult.NotAuthorized, message: "no profile for this peer"));
            return ControlFate.NoProfile;
        }

        var secret = configuration.TunnelSecret(profile.Tunnel, hostName);
        if (!datagram.TryDecode(secret is { } s ? s.Octets : [], out var message, out var error))
        {
            _log.Info("SCCRQ of {HostName} from {Peer} refused: {Error}", hostName, path.Peer, error);
            if (error.Answer == ProtocolErrorAnswer.Clear)
                Refuse(port, path, datagram, error.ToResultCode());
            return ControlFate.InvalidSccrq;
        }

        var peerTunnel = ((Sccrq)message).AssignedTunnelId;
        var name = new TunnelName(path, peerTunnel);
        var known = _tunnels.GetValueOrDefault(name);
        if (known is { IsEstablished: false })
            return Pass(known.Inbox, path, datagram, ControlFate.RepeatedSccrq);
        if (mayCollide && _requested.TryGetValue(path.Peer, out var ours))
            return Pass(ours, path, datagram, ControlFate.RepeatedSccrq);

        if (runtime.Ledger.AdmitTunnel(path.Peer, out var refusal) is not { } ticket)
        {
            _log.Debug("SCCRQ of {HostName} from {Peer} refused: {Refusal}", hostName, path.Peer, refusal);
            Refuse(port, path, datagram, refusal, peerTunnel);
            return ControlFate.LimitReached;
        }

        // A peer that opens again what it has open has restarted, or somebody repeats its old SCCRQ. The old tunnel stays until the new one is
        // established. It is not asked by HELLO: to a peer that did restart, by the same tunnel id, that would be a message of the new tunnel.
        _tunnels[name] = new Known(Inbox: null, IsEstablished: false, Former: known?.Inbox);
        _slots.Tell(new SlotsActor.StartTunnel(new TunnelStart.Accepted(port, path, secret, ticket, profile, datagram, peerTunnel)), Self);
        return null;
    }

    /// <summary>A StopCCN of a peer that never learned our tunnel id: its own id and endpoint name the tunnel (RFC 2661 section 4.4.3).</summary>
    private ControlFate? OnStopCcn(AdmissionInbox.Unassigned offer) =>
        offer.Datagram.TryDecode([], out var message, out _)
            && message is StopCcn stop
            && _tunnels.TryGetValue(new TunnelName(offer.Path, stop.AssignedTunnelId), out var known)
            ? Pass(known.Inbox, offer.Path, offer.Datagram, ControlFate.StopCcnWithoutTunnel)
            : ControlFate.StopCcnWithoutTunnel;

    private static ControlFate? Pass(TunnelInbox? inbox, in UdpPath path, ControlDatagram datagram, ControlFate otherwise) =>
        inbox?.Offer(path, datagram) is DropReason.None ? null : otherwise;

    private void OnOpen(AdmissionCommands.OpenTunnel open)
    {
        if (runtime.Ports.Towards(open.Lns) is not { } port)
            Sender.Tell(new AdmissionEvents.TunnelRefused(open.Attempt, $"no UDP port is open for {open.Lns}"));
        else if (runtime.Ledger.AdmitTunnel(open.Lns, out var refusal) is not { } ticket)
            Sender.Tell(new AdmissionEvents.TunnelRefused(open.Attempt, $"limit of this node: {refusal.Message}"));
        else
            _slots.Tell(
                new SlotsActor.StartTunnel(
                    new TunnelStart.Dialed(port, new UdpPath(port.Local, open.Lns), open.Secret, ticket, open.Name, open.Profile, open.Role, Sender, open.Attempt)),
                Self);
    }

    private void OnEstablished(TunnelEstablished established)
    {
        if (_tunnels.GetValueOrDefault(established.Name) is { Former: { } former } && former != established.Inbox)
            former.Owner.Tell(TunnelActor.Superseded.Instance, Self);
        _tunnels[established.Name] = new Known(established.Inbox, IsEstablished: true, Former: null);
    }

    /// <summary>Answers without making a tunnel: the one StopCCN that a refused peer gets, for each SCCRQ that it sends.</summary>
    private static void Refuse(IUdpPort port, in UdpPath path, ControlDatagram sccrq, ResultCode result, TunnelId peerTunnel = default)
    {
        if (peerTunnel == TunnelId.Unassigned)
            peerTunnel = new TunnelId(sccrq.Peek(AvpCatalog.AssignedTunnelId));
        if (peerTunnel == TunnelId.Unassigned)
            return;
        var output = new ArrayBufferWriter<byte>();
        var stop = new StopCcn([AvpCatalog.AssignedTunnelId.Of(peerTunnel.Value), AvpCatalog.Result.Of(result)]);
        ControlEncoder.Write(output, stop, peerTunnel, SessionId.Unassigned, SequenceNumber.Zero, sccrq.Ns.Next);
        port.Send(path, output.WrittenSpan);
    }

    /// <param name="Inbox">Null while the slot is making the tunnel.</param>
    /// <param name="Former">The established tunnel that goes by the same name, if the peer has restarted.</param>
    private sealed record Known(TunnelInbox? Inbox, bool IsEstablished, TunnelInbox? Former);

    /// <summary>Where tunnels are made.</summary>
    internal sealed record UseSlots(IActorRef Slots) : INoSerializationVerificationNeeded;

    /// <summary>A slot has made a tunnel of ours, which sends its SCCRQ to this peer.</summary>
    internal sealed record TunnelRequested(Endpoint Peer, TunnelInbox Inbox) : INoSerializationVerificationNeeded;

    /// <summary>The SCCRQ of a tunnel of ours is answered, or the tunnel is gone.</summary>
    internal sealed record TunnelAnswered(Endpoint Peer, TunnelInbox Inbox) : INoSerializationVerificationNeeded;

    /// <summary>A tunnel of ours lets the SCCRQ that crossed its own have its way.</summary>
    internal sealed record Requeued(AdmissionInbox.Unassigned Offer) : INoSerializationVerificationNeeded;

    /// <summary>A slot has made a tunnel of a peer.</summary>
    internal sealed record TunnelOpened(TunnelName Name, TunnelInbox Inbox) : INoSerializationVerificationNeeded;

    /// <summary>No slot has a tunnel id left.</summary>
    internal sealed record TunnelNotOpened(TunnelName Name) : INoSerializationVerificationNeeded;

    internal sealed record TunnelEstablished(TunnelName Name, TunnelInbox Inbox) : INoSerializationVerificationNeeded;

    internal sealed record TunnelGone(TunnelName Name, TunnelInbox Inbox) : INoSerializationVerificationNeeded;
}

/// <summary>What a peer can call a tunnel before it knows our id: two clients behind one NAT address differ in port or id.</summary>
internal readonly record struct TunnelName(UdpPath Path, TunnelId Peer);
