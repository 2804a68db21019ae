using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Journal;

/// <summary>
/// What the facts of a slot add up to: the tunnels and sessions that are up, the last ends, and the last address of each user.
/// Bounded, so that a snapshot of it can take the place of all facts before.
/// </summary>
internal sealed class SlotState(int keepEnded, int keepAddresses)
{
    private const string LostReason = "the node stopped without closing it";

    private readonly Dictionary<TunnelId, OpenTunnel> _open = [];
    private readonly Queue<IJournalFact> _ended = [];
    private Dictionary<(string Pool, string User), AddressLeased> _addresses = [];

    /// <summary>How many <see cref="Facts"/> there are.</summary>
    public int Size => _ended.Count + Math.Min(_addresses.Count, keepAddresses) + _open.Values.Sum(tunnel => 1 + tunnel.Sessions.Count);

    public void Apply(IJournalFact fact)
    {
        switch (fact)
        {
            case TunnelEstablished tunnel:
                _open[tunnel.Tunnel] = new OpenTunnel(tunnel, []);
                break;
            case SessionEstablished session when _open.TryGetValue(session.Tunnel, out var tunnel):
                tunnel.Sessions[session.Session] = session;
                break;
            case SessionEnded session:
                if (_open.TryGetValue(session.Tunnel, out var parent))
                    parent.Sessions.Remove(session.Session);
                Remember(session);
                break;
            case TunnelEnded tunnel:
                _open.Remove(tunnel.Tunnel);
                Remember(tunnel);
                break;
            case PppoeSessionEnded pppoe:
                Remember(pppoe);
                break;
            case AddressLeased lease:
                _addresses[(lease.Pool, lease.User)] = lease;
                if (_addresses.Count >= 2 * keepAddresses)
                    _addresses = _addresses.Values.OrderByDescending(a => a.At).Take(keepAddresses).ToDictionary(a => (a.Pool, a.User));
                break;
        }
    }

    /// <summary>The shortest list of facts that leads to this state again. Ends come before what is up, since ids are used again.</summary>
    public ImmutableArray<IJournalFact> Facts() =>
    [
        .. _ended,
        .. _addresses.Values.OrderByDescending(a => a.At).Take(keepAddresses).Reverse(),
        .. _open.Values.SelectMany(tunnel => tunnel.Sessions.Values.Prepend<IJournalFact>(tunnel.Fact)),
    ];

    /// <summary>
    /// The ends of what was up when an earlier run of the node stopped without a word. Nobody saw them, so their time is when the node
    /// came back, and their traffic is unknown.
    /// </summary>
    public ImmutableArray<IJournalFact> Lost(DateTimeOffset nodeStarted) =>
    [
        .. from tunnel in _open.Values
           where tunnel.Fact.At < nodeStarted
           from end in tunnel.Sessions.Values
               .Select(session => Lost(session, tunnel.Fact, nodeStarted))
               .Append<IJournalFact>(Lost(tunnel.Fact, nodeStarted))
           select end,
    ];

    private static TunnelEnded Lost(TunnelEstablished tunnel, DateTimeOffset at) => new(
        tunnel.Tunnel, at, tunnel.At, tunnel.Path.Peer, tunnel.Profile, tunnel.PeerHostName, EndedBy: "lost", Result: "none", LostReason);

    private static SessionEnded Lost(SessionEstablished session, TunnelEstablished tunnel, DateTimeOffset at) => new(
        session.Tunnel, session.Session, at, session.At, session.At, tunnel.Path.Peer, session.Profile, session.User, session.Address,
        session.CallingNumber, Traffic: default, EndedBy: "lost", Result: "none", LostReason);

    private void Remember(IJournalFact end)
    {
        _ended.Enqueue(end);
        if (_ended.Count > keepEnded)
            _ended.Dequeue();
    }

    private sealed record OpenTunnel(TunnelEstablished Fact, Dictionary<SessionId, SessionEstablished> Sessions);
}
