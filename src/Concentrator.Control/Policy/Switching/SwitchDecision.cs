namespace Concentrator.Control.Policy.Switching;

/// <summary>What the rules say of a call.</summary>
public abstract record SwitchDecision
{
    /// <summary>The first rule that may be for it asks for what only the ICCN can tell.</summary>
    public sealed record Later : SwitchDecision
    {
        public static readonly Later Instance = new();
    }

    /// <summary>The call ends here.</summary>
    public sealed record Here : SwitchDecision
    {
        public static readonly Here Instance = new();
    }

    /// <summary>It goes on.</summary>
    public sealed record To(string Target, string Rule) : SwitchDecision;

    /// <summary>The first rule, in the order of the configuration, that is for this call.</summary>
    public static SwitchDecision Of(ValueList<SwitchRule> rules, SwitchFacts call)
    {
        foreach (var rule in rules)
        {
            if (!rule.Match.MatchesOffer(call))
                continue;
            if (rule.Match.NeedsConnection && !call.IsConnected)
                return Later.Instance;
            if (rule.Match.MatchesConnection(call))
                return rule.Target is { } target ? new To(target, rule.Name) : Here.Instance;
        }

        return Here.Instance;
    }
}
