namespace Concentrator.Control.Policy.Secrets;

/// <summary>A line of xl2tpd's l2tp-secrets: our host name, the peer's, and what they share. Null: any name.</summary>
public sealed record TunnelSecret(string? Us, string? Them, Secret Secret, string Place);

/// <summary>The lines of an l2tp-secrets file. Host names compare without regard to case; exact names go before wildcards, the peer's first.</summary>
public sealed class TunnelSecretTable
{
    public static readonly TunnelSecretTable Empty = new([]);

    private readonly Dictionary<(string? Us, string? Them), TunnelSecret> _lines = [];

    public TunnelSecretTable(IEnumerable<TunnelSecret> lines)
    {
        foreach (var line in lines)
            _lines.TryAdd((line.Us?.ToLowerInvariant(), line.Them?.ToLowerInvariant()), line);
    }

    public int Count => _lines.Count;

    public IEnumerable<TunnelSecret> Lines => _lines.Values;

    public TunnelSecret? Find(string us, string them)
    {
        (us, them) = (us.ToLowerInvariant(), them.ToLowerInvariant());
        return _lines.GetValueOrDefault((us, them))
            ?? _lines.GetValueOrDefault((null, them))
            ?? _lines.GetValueOrDefault((us, null))
            ?? _lines.GetValueOrDefault((null, null));
    }
}
