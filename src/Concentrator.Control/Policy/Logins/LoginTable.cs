using System.Runtime.InteropServices;

namespace Concentrator.Control.Policy.Logins;

/// <summary>The answer to a claim; <paramref name="Replaced"/> are the sessions that must be closed because of it.</summary>
public readonly record struct LoginVerdict<TSession>(bool Granted, ValueList<TSession> Replaced);

/// <summary>Which sessions each user has. One owner, no thread of its own.</summary>
public sealed class LoginTable<TSession> where TSession : notnull
{
    private static readonly LoginVerdict<TSession> Granted = new(true, []);
    private static readonly LoginVerdict<TSession> Refused = new(false, []);

    private readonly Dictionary<Login, Sessions> _sessions = [];
    private readonly Dictionary<TSession, Login> _users = [];

    /// <summary>Number of sessions that are logged in.</summary>
    public int Count => _users.Count;

    /// <summary>
    /// A session proves to be a user's. A session may claim the same user again (CHAP repeats itself, RFC 1994 section 2), and counts
    /// once; a session that claims another user leaves the first. Sessions that are replaced are forgotten at once.
    /// </summary>
    public LoginVerdict<TSession> Claim(Login login, TSession session, DuplicateLogins policy)
    {
        if (_users.TryGetValue(session, out var present))
        {
            if (present == login)
                return Granted;
            Release(session);
        }

        if (!_sessions.TryGetValue(login, out var others))
            return Enter(login, session, []);
        return policy switch
        {
            DuplicateLogins.Refuse => Refused,
            DuplicateLogins.Replace => Replace(login, session, others),
            _ => Enter(login, session, []),
        };
    }

    /// <summary>The session has ended; nothing happens if it is not logged in.</summary>
    public void Release(TSession session)
    {
        if (!_users.Remove(session, out var login))
            return;
        if (!CollectionsMarshal.GetValueRefOrNullRef(_sessions, login).TryRemove(session))
            _sessions.Remove(login);
    }

    private LoginVerdict<TSession> Replace(Login login, TSession session, Sessions others)
    {
        var replaced = others.All;
        foreach (var other in replaced)
            Release(other);
        return Enter(login, session, replaced);
    }

    private LoginVerdict<TSession> Enter(Login login, TSession session, ValueList<TSession> replaced)
    {
        ref var sessions = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, login, out var exist);
        if (exist)
            sessions.Add(session);
        else
            sessions = new Sessions(session);
        _users[session] = login;
        return replaced.IsEmpty ? Granted : new LoginVerdict<TSession>(true, replaced);
    }

    /// <summary>Those of one user, in the order in which they came: nearly always one, which needs no list.</summary>
    private struct Sessions(TSession first)
    {
        private TSession _first = first;
        private List<TSession>? _others;

        public readonly ValueList<TSession> All => [_first, .. _others ?? []];

        public void Add(TSession session) => (_others ??= []).Add(session);

        /// <summary>False: it is the only one.</summary>
        public bool TryRemove(TSession session)
        {
            if (_others is null or [])
                return false;
            if (!_others.Remove(session))
            {
                _first = _others[0];
                _others.RemoveAt(0);
            }

            return true;
        }
    }
}
