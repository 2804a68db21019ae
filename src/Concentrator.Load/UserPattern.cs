namespace Concentrator.Load;

/// <summary>A user's name or password with places for numbers: {n} of the session in the whole run, {t} of its tunnel, {s} within the tunnel, each from 1.</summary>
public readonly record struct UserPattern(string Pattern)
{
    public string Of(int tunnel, int session, int number) => Pattern.Contains('{')
        ? Pattern.Replace("{n}", $"{number}", StringComparison.Ordinal)
            .Replace("{t}", $"{tunnel}", StringComparison.Ordinal)
            .Replace("{s}", $"{session}", StringComparison.Ordinal)
        : Pattern;

    /// <summary>May be a password.</summary>
    public override string ToString() => "***";
}
