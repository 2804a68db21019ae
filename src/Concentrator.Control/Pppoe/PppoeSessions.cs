using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Pppoe;

/// <summary>How many sessions an interface takes on; null: no limit.</summary>
/// <param name="Sessions">Of the interface.</param>
/// <param name="SessionsPerHost">Of one Ethernet address.</param>
/// <param name="InSetup">Sessions of the interface whose call is not yet up.</param>
public sealed record PppoeLimits(int? Sessions = null, int? SessionsPerHost = null, int? InSetup = null)
{
    public static readonly PppoeLimits None = new();
}

/// <summary>The sessions of an interface: who has them, whether there is room for another, and whether a PADR is the repetition of one.</summary>
public sealed class PppoeSessions
{
    private readonly Dictionary<PppoeSessionId, Entry> _sessions = [];
    private readonly Dictionary<MacAddress, List<PppoeSessionId>> _byHost = [];
    private int _inSetup;

    public int Count => _sessions.Count;

    public int InSetup => _inSetup;

    /// <summary>
    /// The session that this request has made already: the host did not get the PADS, and asks again. Null once the host has used the session, since
    /// then it is a new request of a host that uses the same Host-Uniq again.
    /// </summary>
    public PppoeSessionId? RepeatedBy(SessionRequest request)
    {
        foreach (var id in OfHost(request.Host))
        {
            if (_sessions[id] is var entry && entry.Request == request && !entry.IsUsed())
                return id;
        }

        return null;
    }

    /// <summary>Why there is no room for another session; null: there is.</summary>
    public string? Objection(SessionRequest request, PppoeLimits limits) =>
        _sessions.Count >= limits.Sessions ? "too many sessions"
        : OfHost(request.Host).Count >= limits.SessionsPerHost ? "too many sessions of your address"
        : _inSetup >= limits.InSetup ? "too many sessions in set-up"
        : null;

    /// <param name="isUsed">Whether the host has sent a frame on it.</param>
    public void Add(PppoeSessionId id, SessionRequest request, Func<bool> isUsed)
    {
        _sessions.Add(id, new Entry(request, isUsed));
        if (!_byHost.TryGetValue(request.Host, out var ids))
            _byHost.Add(request.Host, ids = []);
        ids.Add(id);
        _inSetup++;
    }

    /// <summary>Its call is up. Idempotent.</summary>
    public void Established(PppoeSessionId id)
    {
        if (_sessions.TryGetValue(id, out var entry))
            NoLongerInSetup(entry);
    }

    /// <summary>Idempotent.</summary>
    public void Remove(PppoeSessionId id)
    {
        if (!_sessions.Remove(id, out var entry))
            return;
        NoLongerInSetup(entry);
        var ids = _byHost[entry.Request.Host];
        ids.Remove(id);
        if (ids.Count == 0)
            _byHost.Remove(entry.Request.Host);
    }

    /// <summary>Whether there is such a session, and it is this host's: nobody else can end it.</summary>
    public bool Belongs(PppoeSessionId id, MacAddress host) => _sessions.TryGetValue(id, out var entry) && entry.Request.Host == host;

    private List<PppoeSessionId> OfHost(MacAddress host) => _byHost.GetValueOrDefault(host) ?? [];

    private void NoLongerInSetup(Entry entry)
    {
        if (!entry.IsInSetup)
            return;
        entry.IsInSetup = false;
        _inSetup--;
    }

    private sealed class Entry(SessionRequest request, Func<bool> isUsed)
    {
        public SessionRequest Request { get; } = request;

        public Func<bool> IsUsed { get; } = isUsed;

        public bool IsInSetup { get; set; } = true;
    }
}
