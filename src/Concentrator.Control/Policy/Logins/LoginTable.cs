using System.Runtime.InteropServices;

namespace Concentrator.Control.Policy.Logins;

/// <summary>The answer to a claim; <paramref name="Replaced"/> are the sessions that must be closed because of it.</summary>
public readonly record struct LoginVerdict<TSession>(bool Granted, ValueList<TSession> Replaced);

/// <summary>Which sessions each user has. One owner, no thread of its own.</summary>
public sealed class LoginTable<TSession> where TSession : notnull
{
    private static readonly LoginVerdict<TSession> Granted = new(true, []);
    private static readonly LoginVerdict<TSession> Refused = new(false, []);

    private readonly Dictionary<Login, List<TSession>> _sessions = [];
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
        var sessions = _sessions[login];
        sessions.Remove(session);
        if (sessions.Count == 0)
            _sessions.Remove(login);
    }

    private LoginVerdict<TSession> Replace(Login login, TSession session, List<TSession> others)
    {
        var replaced = others.ToValueList();
        foreach (var other in replaced)
            Release(other);
        return Enter(login, session, replaced);
    }

    private LoginVerdict<TSession> Enter(Login login, TSession session, ValueList<TSession> replaced)
    {
        (CollectionsMarshal.GetValueRefOrAddDefault(_sessions, login, out _) ??= []).Add(session);
        _users[session] = login;
        return replaced.IsEmpty ? Granted : new LoginVerdict<TSession>(true, replaced);
    }
}
