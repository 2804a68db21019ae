namespace Concentrator.Actors.Shell;

/// <summary>
/// Which failures of what is tried again and again are news, and belong in the log: the first, the tenth, the hundredth and so on, and each that has another
/// reason than the one before it, unless these keep changing.
/// </summary>
internal sealed class FailureNews<TKey> where TKey : notnull
{
    /// <summary>A peer can word each of its refusals anew.</summary>
    private const int MostChanges = 8;

    private readonly Dictionary<TKey, Failures> _failing = [];

    /// <summary>One more failure.</summary>
    public bool IsNews(TKey what, string reason)
    {
        var before = _failing.GetValueOrDefault(what) ?? new Failures(0, 0, reason);
        var hasChanged = reason != before.Reason;
        var now = _failing[what] = new Failures(before.Count + 1, before.Changes + (hasChanged ? 1 : 0), reason);
        return IsPowerOfTen(now.Count) || (hasChanged && now.Changes <= MostChanges);
    }

    /// <summary>Failures in a row.</summary>
    public int Count(TKey what) => _failing.GetValueOrDefault(what)?.Count ?? 0;

    /// <summary>It has succeeded, or begins anew.</summary>
    public void Forget(TKey what) => _failing.Remove(what);

    private static bool IsPowerOfTen(int count)
    {
        while (count >= 10 && count % 10 == 0)
            count /= 10;
        return count == 1;
    }

    private sealed record Failures(int Count, int Changes, string Reason);
}
