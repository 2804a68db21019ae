using Concentrator.Control.Policy.Targets;

namespace Concentrator.Control.Targets;

/// <summary>Which LNS of a target gets a call.</summary>
internal static class LnsChoice
{
    /// <summary>
    /// The lowest preference that has an LNS which is not left alone, and by chance, in proportion to the weights, one of those. When all are left
    /// alone the one whose time is up first: refusing the call would help nobody. Null: the call has been everywhere.
    /// </summary>
    public static LnsCandidate? For(TargetState state, IReadOnlySet<LnsCandidate> tried, in TargetContext context)
    {
        var now = context.Now;
        var untried = context.Target.Lns.Where(lns => !tried.Contains(lns)).ToArray();
        if (untried.Length == 0)
            return null;
        var ready = untried.Where(lns => UntilOf(state, lns) <= now).ToArray();
        if (ready.Length == 0)
            return untried.MinBy(lns => UntilOf(state, lns));
        var first = ready.Min(lns => lns.Preference);
        return Draw([.. ready.Where(lns => lns.Preference == first)], context.Chance());
    }

    private static TimeSpan UntilOf(TargetState state, LnsCandidate lns) =>
        state.Failures.TryGetValue(lns, out var failures) ? failures.Until : TimeSpan.MinValue;

    private static LnsCandidate Draw(LnsCandidate[] among, double chance)
    {
        var left = chance * among.Sum(lns => (long)lns.Weight);
        foreach (var lns in among)
        {
            left -= lns.Weight;
            if (left < 0)
                return lns;
        }

        return among[^1];
    }
}
