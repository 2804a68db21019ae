using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Policy.Admission;

/// <summary>A row of an <see cref="AccessList"/>, written "allow 192.0.2.0/24" or "deny any".</summary>
public readonly record struct AccessRule(bool Allow, Prefix Peers)
{
    public static bool TryParse(string text, out AccessRule rule)
    {
        rule = default;
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var verb, var peers]
            || verb is not ("allow" or "deny") || !Prefix.TryParse(peers, out var prefix))
            return false;
        rule = new AccessRule(verb == "allow", prefix);
        return true;
    }

    public override string ToString() => $"{(Allow ? "allow" : "deny")} {Peers}";
}

/// <summary>
/// Which peers may open a tunnel. The first row that matches decides; an empty list allows everybody, and a peer that no row of
/// a list names is denied.
/// </summary>
public sealed record AccessList(ValueList<AccessRule> Rules)
{
    public static readonly AccessList Everybody = new([]);

    public bool Allows(Endpoint peer)
    {
        foreach (var rule in Rules)
            if (rule.Peers.Contains(peer))
                return rule.Allow;
        return Rules.IsEmpty;
    }
}
