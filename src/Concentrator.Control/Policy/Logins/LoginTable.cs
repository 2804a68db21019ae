using System.Runtime.InteropServices;

namespace Concentrator.Control.Policy.Logins;

/// <summary>The answer to a claim; <paramref name="Replaced"/> are the sessions that must be closed because of it.</summary>
public readonly record struct LoginVerdict<TSession>(bool Granted, ValueList<TSession> Replaced);

/// <summary>Which sessions each user has. One owner, no thread of its own.</summary>
public sealed class LoginTable<TSession> where TSession : notnull
{
    private static readonly LoginVerdict<TSession> Granted = new(true, []);
    private static readonly LoginVerdict<TSession> Refused = new(false, []);

    private readonly Dictionary<string, List<TSession>> _sessions = [];
    private readonly Dictionary<TSession, string> _users = [];

    /// <summary>Number of sessions that are logged in.</summary>
    public int Count => _users.Count;

    /// <summary>
    /// A session proves to be a user's. A session may claim the same user again (CHAP repeats itself, RFC 1994 section 2), and counts
    /// once; a session that claims another user leaves the first. Sessions that are replaced are forgotten at once.
    /// </summary>
    public LoginVerdict<TSession> Claim(string user, TSession session, DuplicateLogins policy)
    {
        if (_users.TryGetValue(session, out var present))
        {
            if (present == user)
                return Granted;
            Release(session);
        }

        if (!_sessions.TryGetValue(user, out var others))
            return Enter(user, session, []);
        return policy switch
        {
            DuplicateLogins.Refuse => Refused,
            DuplicateLogins.Replace => Replace(user, session, others),
            _ => Enter(user, session, []),
        };
    }

    /// <summary>The session has ended; nothing happens if it is not logged in.</summary>
    public void Release(TSession session)
    {
        if (!_users.Remove(session, out var user))
            return;
        var sessions = _sessions[user];
        sessions.Remove(session);
        if (sessions.Count == 0)
            _sessions.Remove(user);
    }

    private LoginVerdict<TSession> Replace(string user, TSession session, List<TSession> others)
    {
        var replaced = others.ToValueList();
        foreach (var other in replaced)
            Release(other);
        return Enter(user, session, replaced);
    }

    private LoginVerdict<TSession> Enter(string user, TSession session, ValueList<TSession> replaced)
    {
        (CollectionsMarshal.GetValueRefOrAddDefault(_sessions, user, out _) ??= []).Add(session);
        _users[session] = user;
        return replaced.IsEmpty ? Granted : new LoginVerdict<TSession>(true, replaced);
    }
}
