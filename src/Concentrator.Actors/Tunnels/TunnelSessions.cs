using Akka.Actor;
using Concentrator.Control.Policy.Admission;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tunnels;

/// <summary>The sessions of one tunnel: found by our id, or by the peer's for a CDN that does not know ours (RFC 2661 section 4.4.4).</summary>
internal sealed class TunnelSessions
{
    private readonly Dictionary<SessionId, Entry> _sessions = [];
    private readonly IdPool _ids = new(first: 1, most: ushort.MaxValue, begin: 15, Random.Shared.Next);

    public int Count => _sessions.Count;

    public IEnumerable<IActorRef> Actors => _sessions.Values.Select(entry => entry.Actor);

    public bool TryTakeId(out SessionId id)
    {
        var taken = _ids.TryTake(out var value);
        id = new SessionId(value);
        return taken;
    }

    public void ReturnId(SessionId id) => _ids.Return(id.Value);

    public void Add(SessionId id, IActorRef actor, SessionId peer, CallTicket ticket) => _sessions.Add(id, new Entry(actor, ticket) { Peer = peer });

    public Entry? Find(SessionId id) => _sessions.GetValueOrDefault(id);

    public Entry? FindByPeer(SessionId peer) =>
        peer == SessionId.Unassigned ? null : _sessions.Values.FirstOrDefault(entry => entry.Peer == peer);

    /// <summary>Forgets a session whose actor has stopped; its id and its place under the limits are free again.</summary>
    public Entry? Remove(SessionId id)
    {
        if (!_sessions.Remove(id, out var entry))
            return null;
        entry.Ticket.Release();
        _ids.Return(id.Value);
        return entry;
    }

    internal sealed class Entry(IActorRef actor, CallTicket ticket)
    {
        public IActorRef Actor { get; } = actor;

        public CallTicket Ticket { get; } = ticket;

        public SessionId Peer { get; set; }

        /// <summary>Whether the session ended in good order, so that nothing is left to be said to the peer.</summary>
        public bool IsReleased { get; set; }
    }
}
