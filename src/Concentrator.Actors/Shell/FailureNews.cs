namespace Concentrator.Actors.Shell;

/// <summary>
/// Which failures of what is tried again and again are news, and belong in the log: the first, and each that has another reason than the one before it.
/// </summary>
internal sealed class FailureNews<TKey> where TKey : notnull
{
    private readonly Dictionary<TKey, string> _reasons = [];

    public bool IsNews(TKey what, string reason)
    {
        var isNews = _reasons.GetValueOrDefault(what) != reason;
        _reasons[what] = reason;
        return isNews;
    }

    public bool IsFailing(TKey what) => _reasons.ContainsKey(what);

    /// <summary>It has succeeded, or begins anew.</summary>
    public void Forget(TKey what) => _reasons.Remove(what);
}
