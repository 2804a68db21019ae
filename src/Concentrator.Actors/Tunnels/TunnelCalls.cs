using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Sessions;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Lines;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Actors.Tunnels;

/// <summary>The calls of one tunnel: which there are, who gets a message, and what is said for a session that died without saying it.</summary>
/// <param name="enqueue">The way to the peer.</param>
internal sealed class TunnelCalls(
    NodeRuntime runtime, TunnelServices services, TunnelId tunnel, TunnelStart start, TunnelPolicy policy, TunnelWire wire, IUntypedActorContext context,
    Action<OutgoingMessage> enqueue, ILoggingAdapter log)
{
    private readonly Dictionary<SessionId, TunnelCall> _sessions = [];
    private readonly IdPool _ids = new(first: 1, most: ushort.MaxValue, begin: 15, Random.Shared.Next);

    public int Count => _sessions.Count;

    /// <summary>What the peer said of itself, once the tunnel is established.</summary>
    public TunnelPeer? Peer { get; private set; }

    /// <summary>The tunnel is established: waiting calls go ahead.</summary>
    public void Open(TunnelPeer peer)
    {
        Peer = peer;
        TellAll(new SessionRequests.TunnelOpen(peer));
    }

    public void TellAll(object message)
    {
        foreach (var session in _sessions.Values)
            session.Actor.Tell(message);
    }

    public IActorRef? Find(SessionId id) => _sessions.GetValueOrDefault(id)?.Actor;

    // -- from the peer

    /// <summary>A message of a call that exists. A CDN may name it by the peer's id alone (RFC 2661 section 4.4.4).</summary>
    public void Deliver(ControlDatagram datagram, ControlMessage message)
    {
        var session = datagram.SessionId == SessionId.Unassigned && message is Cdn cdn
            ? _sessions.Values.FirstOrDefault(candidate => candidate.Peer == cdn.AssignedSessionId && candidate.Peer != SessionId.Unassigned)
            : _sessions.GetValueOrDefault(datagram.SessionId);
        if (session is null)
            log.Debug("no session for {Datagram}", datagram);
        else
            session.Actor.Tell(new SessionRequests.Deliver(message));
    }

    /// <summary>A LAC tells anew how fast its calls are connected.</summary>
    public void Deliver(Csun csun)
    {
        foreach (var (session, part) in SpeedUpdates.Split(csun))
            Find(session)?.Tell(new SessionRequests.Deliver(part));
    }

    /// <summary>An LNS asks how fast calls of ours are connected.</summary>
    public void Answer(Csurq question)
    {
        foreach (var csun in SpeedUpdates.Answer(question, id => _sessions.GetValueOrDefault(id)?.Speeds))
            enqueue(new OutgoingMessage(csun));
    }

    /// <summary>A LAC offers a call.</summary>
    public void Accept(Icrq icrq)
    {
        var peer = icrq.AssignedSessionId;
        if (start is not TunnelStart.Accepted accepted || (!accepted.Lns.Serves && runtime.Configuration.Switching.IsEmpty))
            Refuse(peer, new ResultCode(CdnResult.Administrative, message: "no calls are taken on this tunnel"));
        else if (runtime.Ledger.AdmitCall(start.Ticket, start.ProfileName, accepted.Lns.SessionLimit, out var refusal) is not { } ticket)
            Refuse(peer, refusal);
        else if (Start(peer, ticket, id => new SessionStart.Accepted(new SessionKey(tunnel, id), wire.Path, accepted.Lns, ticket)) is not { } session)
            Refuse(peer, NoSessionId);
        else
            session.Tell(new SessionRequests.Deliver(icrq));
    }

    /// <summary>An LNS wants a call placed, on one of our lines.</summary>
    public void Place(Ocrq ocrq)
    {
        var peer = ocrq.AssignedSessionId;
        if (runtime.Lines.Take(runtime.Configuration.Lines, ocrq, Peer!.HostName, out var unplaced) is not { } line)
        {
            Refuse(peer, unplaced.Result, unplaced.Cause);
            return;
        }

        if (runtime.Ledger.AdmitCall(start.Ticket, line.Line.Name, null, out var refusal) is not { } ticket)
            Refuse(peer, refusal);
        else if (Start(peer, ticket, id => new SessionStart.Placed(new SessionKey(tunnel, id), wire.Path, ticket, line), line) is not { } session)
            Refuse(peer, NoSessionId);
        else
        {
            session.Tell(new SessionRequests.Deliver(ocrq));
            return;
        }

        line.Release();
    }

    /// <summary>Answers a call without making a session for it.</summary>
    public void Refuse(SessionId peer, ResultCode result, Q931Cause? cause = null)
    {
        log.Info("call refused: {Result}", result);
        enqueue(new OutgoingMessage(Disconnect(result, peer, cause), SessionId.Unassigned, peer));
    }

    /// <summary>There is no room for one more request to the peer: that call is given up. False: the message asks for none.</summary>
    public bool Refuse(OutgoingMessage request)
    {
        if (request.Message is not (Icrq or Ocrq) || Find(request.Local) is not { } session)
            return false;
        session.Tell(new SessionRequests.Close(Congested, Congested.Message!));
        return true;
    }

    /// <summary>A message for a call that is no valid message. False: no call of ours is meant.</summary>
    public bool Reject(ControlDatagram datagram, ProtocolError error)
    {
        if (Find(datagram.SessionId) is { } session)
            session.Tell(new SessionRequests.Reject(error));
        else if (error.PeerSession != SessionId.Unassigned)
            Refuse(error.PeerSession, error.ToResultCode());
        else
            return datagram.SessionId != SessionId.Unassigned;
        return true;
    }

    // -- from here

    /// <summary>A target wants a call: an incoming one to the LNS, or an outgoing one of the LAC. One that comes from elsewhere keeps its serial number.</summary>
    public void Place(TunnelRequests.PlaceCall place, IActorRef sender, bool mayPlace)
    {
        var owner = new CallOwner(sender, place.Number);
        SessionKey key = default;
        var (dialer, server) = (place.Dialed?.Dialer, place.Dialed?.Dialer.Outgoing?.Server);
        if (!mayPlace)
            Refuse(Closing);
        else if (runtime.Ledger.AdmitCall(start.Ticket, server?.Name ?? dialer?.Name ?? start.ProfileName, server?.SessionLimit, out var refusal) is not { } ticket)
            Refuse(refusal);
        else if (Start(SessionId.Unassigned, ticket, id => Describe(key = new SessionKey(tunnel, id), ticket)) is not { } session)
            Refuse(NoSessionId);
        else
        {
            var serial = place.Request.SerialNumber is var given and > 0 ? given : runtime.NextCallSerialNumber();
            sender.Tell(new TunnelEvents.CallPlaced(place.Number, key, session));
            session.Tell(new SessionRequests.Open(place.Request with { SerialNumber = serial }));
        }

        void Refuse(ResultCode result) => sender.Tell(new TunnelEvents.CallNotPlaced(place.Number, result));

        SessionStart Describe(SessionKey id, CallTicket ticket) => (place.Dialed, server) switch
        {
            (null, _) => new SessionStart.Relayed(id, wire.Path, start.ProfileName, place.From, ticket, owner),
            ({ } dialed, null) => new SessionStart.Dialed(id, wire.Path, dialed, ticket, owner),
            (_, { } profile) => new SessionStart.Accepted(id, wire.Path, profile, ticket, owner),
        };
    }

    public void PeerAssigned(SessionReports.PeerAssigned assigned)
    {
        if (_sessions.TryGetValue(assigned.Local, out var session))
            session.Peer = assigned.Peer;
    }

    /// <summary>As LAC we tell how fast a call is connected, whenever the LNS asks, where we promised it (RFC 5515 section 4.2).</summary>
    public void Note(SessionReports.Send sent)
    {
        if (!_sessions.TryGetValue(sent.Local, out var session))
            return;
        if (sent.Message is Icrq icrq)
            session.TellsSpeeds = icrq.ConnectSpeedUpdateEnable;
        else if (sent.Message is Iccn iccn && session.TellsSpeeds)
            session.Speeds = new ConnectSpeedUpdate(session.Peer, iccn.TxConnectSpeed, iccn.RxConnectSpeed);
        else if (sent.Message is Csun csun)
            session.Speeds = csun.Updates.First();
    }

    public void Released(SessionId id)
    {
        if (_sessions.TryGetValue(id, out var session))
            session.IsReleased = true;
    }

    /// <summary>A session's actor has stopped: its id and its place under the limits are free again.</summary>
    /// <param name="tellPeer">Whether a CDN is still of use.</param>
    public void Stopped(SessionId id, bool tellPeer)
    {
        if (!_sessions.Remove(id, out var session))
            return;
        if (!session.IsReleased && tellPeer)
        {
            log.Error("session {Session} died without releasing its id", id);
            enqueue(new OutgoingMessage(Disconnect(InternalError, id), id, session.Peer));
        }

        GiveBack(session);
        _ids.Return(id.Value);
        wire.Path.Release(id);
    }

    /// <summary>The tunnel's actor stops, and its sessions have stopped before it: what is left of their places is given back.</summary>
    public void ReleaseAll()
    {
        foreach (var session in _sessions.Values)
            GiveBack(session);
    }

    /// <summary>
    /// What a call had: its place under the limits, its line, its address and its login. The tunnel alone watches a session, of which there are many; whatever it
    /// asked for, it asked for before it stopped.
    /// </summary>
    private void GiveBack(TunnelCall session)
    {
        session.Ticket.Release();
        session.Line?.Release();
        if (session.Ticket.Pool is { } pool)
            services.Pools.Tell(new PoolCommands.Return(pool, session.Actor));
        services.Logins.Tell(new LoginCommands.Release(session.Actor));
    }

    private IActorRef? Start(SessionId peer, CallTicket ticket, Func<SessionId, SessionStart> describe, LineTicket? line = null)
    {
        if (!TryTakeId(out var value))
        {
            ticket.Release();
            return null;
        }

        var id = new SessionId(value);
        var session = context.ActorOf(SessionActor.Props(runtime, services, policy, Peer, start.Path.Peer, describe(id)), $"session-{id}");
        context.WatchWith(session, new SessionStopped(id));
        _sessions.Add(id, new TunnelCall(session, ticket, line) { Peer = peer });
        return session;
    }

    /// <summary>A free id that the data plane can tell from those of other tunnels.</summary>
    private bool TryTakeId(out ushort id)
    {
        List<ushort> refused = [];
        var isTaken = _ids.TryTake(out id);
        while (isTaken && !wire.Path.Reserve(new SessionId(id)))
        {
            refused.Add(id);
            isTaken = _ids.TryTake(out id);
        }

        foreach (var other in refused)
            _ids.Return(other);
        return isTaken;
    }

    public static readonly ResultCode Closing = new(CdnResult.NoFacilitiesTemporarily, message: "the tunnel is closing");

    private static readonly ResultCode Congested = new(CdnResult.NoFacilitiesTemporarily, message: "too many calls wait for the peer's acknowledgement");

    private static readonly ResultCode NoSessionId = new(CdnResult.NoFacilitiesTemporarily, message: "no session id is free");

    private static readonly ResultCode InternalError = new(CdnResult.GeneralError, GeneralError.VendorSpecific, "internal error");

    private static Cdn Disconnect(ResultCode result, SessionId assigned, Q931Cause? cause = null) => new(
    [
        AvpCatalog.Result.Of(result),
        AvpCatalog.AssignedSessionId.Of(assigned.Value),
        .. cause is { } q931 ? [AvpCatalog.Q931Cause.Of(q931)] : ImmutableArray<Avp>.Empty,
    ]);

    internal sealed record SessionStopped(SessionId Id) : INoSerializationVerificationNeeded;
}
