namespace Concentrator.Load.Measuring;

/// <summary>How often something happened for which reason. Reasons beyond <see cref="Limit"/> are counted together.</summary>
public sealed class Causes
{
    public const int Limit = 64;
    private const string Others = "other";

    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string cause, long times = 1)
    {
        if (_counts.Count >= Limit && !_counts.ContainsKey(cause))
            cause = Others;
        _counts[cause] = _counts.GetValueOrDefault(cause) + times;
    }

    public void Add(Causes other)
    {
        foreach (var (cause, times) in other._counts)
            Count(cause, times);
    }
}
