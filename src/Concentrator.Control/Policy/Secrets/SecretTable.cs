namespace Concentrator.Control.Policy.Secrets;

/// <summary>
/// The lines of a chap-secrets or pap-secrets file, looked up as pppd does: an exact server is worth more than an exact user, both
/// more than a wildcard, and among equals the first line wins. Four probes whatever the number of users.
/// </summary>
public sealed class SecretTable
{
    public static readonly SecretTable Empty = new([]);

    private readonly Dictionary<(string? User, string? Server), UserSecret> _lines = [];

    public SecretTable(IEnumerable<UserSecret> lines)
    {
        foreach (var line in lines)
            _lines.TryAdd((line.User, line.Server), line);
    }

    public int Count => _lines.Count;

    public IEnumerable<UserSecret> Lines => _lines.Values;

    public UserSecret? Find(string user, string server) =>
        _lines.GetValueOrDefault((user, server))
        ?? _lines.GetValueOrDefault((null, server))
        ?? _lines.GetValueOrDefault((user, null))
        ?? _lines.GetValueOrDefault((null, null));
}
