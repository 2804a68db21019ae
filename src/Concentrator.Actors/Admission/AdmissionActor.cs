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
internal sealed class AdmissionActor(NodeRuntime runtime, AdmissionInbox inbox, AdmissionBook book) : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public static Props Props(NodeRuntime runtime, AdmissionInbox inbox, AdmissionBook book) =>
        Akka.Actor.Props.Create(() => new AdmissionActor(runtime, inbox, book));

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
                book.Requested(requested.Peer, requested.Inbox);
                break;
            case TunnelAnswered answered:
                book.Answered(answered.Peer, answered.Inbox);
                break;
            case TunnelOpened opened:
                book.Opened(opened.Name, opened.Inbox);
                break;
            case TunnelNotOpened refused:
                book.NotOpened(refused.Name);
                runtime.ControlFates.Count(ControlFate.LimitReached);
                break;
            case TunnelEstablished established:
                book.Established(established.Name, established.Inbox)?.Owner.Tell(TunnelRequests.Superseded.Instance, Self);
                break;
            case TunnelGone gone:
                book.Gone(gone.Name, gone.Inbox);
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
        if (book.Find(name) is { IsEstablished: false } known)
            return Pass(known.Inbox, path, datagram, ControlFate.RepeatedSccrq);
        if (mayCollide && book.RequestedOf(path.Peer) is { } ours)
            return Pass(ours, path, datagram, ControlFate.RepeatedSccrq);

        if (runtime.Ledger.AdmitTunnel(path.Peer, out var refusal) is not { } ticket)
        {
            _log.Debug("SCCRQ of {HostName} from {Peer} refused: {Refusal}", hostName, path.Peer, refusal);
            Refuse(port, path, datagram, refusal, peerTunnel);
            return ControlFate.LimitReached;
        }

        // A peer that opens again what it has open has restarted, or somebody repeats its old SCCRQ. The old tunnel stays until the new one is
        // established. It is not asked by HELLO: to a peer that did restart, by the same tunnel id, that would be a message of the new tunnel.
        book.Asked(name);
        book.Slots.Tell(new SlotsActor.StartTunnel(new TunnelStart.Accepted(port, path, secret, ticket, profile, datagram, peerTunnel)), Self);
        return null;
    }

    /// <summary>A StopCCN of a peer that never learned our tunnel id: its own id and endpoint name the tunnel (RFC 2661 section 4.4.3).</summary>
    private ControlFate? OnStopCcn(AdmissionInbox.Unassigned offer) =>
        offer.Datagram.TryDecode([], out var message, out _)
            && message is StopCcn stop
            && book.Find(new TunnelName(offer.Path, stop.AssignedTunnelId)) is { } known
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
            book.Slots.Tell(
                new SlotsActor.StartTunnel(
                    new TunnelStart.Dialed(port, new UdpPath(port.Local, open.Lns), open.Secret, ticket, open.Name, open.Profile, open.Role, Sender, open.Attempt)),
                Self);
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
