using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Configuration;

/// <summary>What is allowed, but probably not meant: the warnings of `concentrator check`.</summary>
internal sealed class ConfigurationAdvice(ConcentratorOptions options, NodeConfiguration configuration, Problems problems)
{
    public void Give()
    {
        if (configuration.Lns.IsEmpty && configuration.Dialers.IsEmpty && configuration.Pppoe.IsEmpty)
            problems.Warn("lns", "there are no profiles and no dialers: the node would refuse every peer and call nobody");
        AdviseOnUsers();
        AdviseOnProfiles();
        AdviseOnPools();
    }

    private void AdviseOnUsers()
    {
        foreach (var (index, user) in options.Users.Index())
        {
            if (user.Lab)
                problems.Warn($"users[{index}]", $"a lab rule: {(user.Name == "*" ? "any user" : $"user \"{user.Name}\"")} gets in with a password that stands in the configuration");
            else
                problems.Warn($"users[{index}]", "its password stands in the configuration; a secrets file keeps it from those who may read that");
        }
        foreach (var line in configuration.Secrets.Pap.Lines.Where(line => line.Secret.IsEmpty))
            problems.Warn(line.Place, "an empty secret: any password is accepted by PAP");
        foreach (var line in configuration.Secrets.Chap.Lines.Where(line => line.Secret.IsEmpty))
            problems.Warn(line.Place, "an empty secret: whoever knows that gets in by CHAP");
    }

    private void AdviseOnProfiles()
    {
        var secrets = configuration.Secrets;
        var hasUsers = secrets.Chap.Count + secrets.Pap.Count + secrets.Users.Count > 0;
        LnsProfile? catchAll = null;
        foreach (var (index, profile) in configuration.Lns.Index())
        {
            if (catchAll is not null)
                problems.Warn($"lns[{index}]", $"never used: profile \"{catchAll.Name}\" before it is for everybody");
            else if (profile.Match == LnsMatch.Everybody)
                catchAll = profile;

            if (!profile.Serves || profile.Ppp is { Engine: PppEngine.Pppd, Pppd.Authenticates: true })
                continue;
            if (profile.Ppp.Authentication.IsEmpty)
                problems.Warn($"lns[{index}].ppp.authentication", "is empty: subscribers need not say who they are");
            else if (!hasUsers)
                problems.Warn($"lns[{index}].ppp.authentication", "nobody can log in: there are neither users nor secrets.chap nor secrets.pap");
        }
    }

    private string? NamespaceOf(PoolDefinition pool) => configuration.Groups.FirstOrDefault(group => group.Name == pool.Group)?.Namespace;

    private void AdviseOnPools()
    {
        foreach (var (index, pool) in configuration.Pools.Index())
        {
            if (!pool.Excluded.IsEmpty)
                problems.Warn($"pools.{pool.Name}", $"contains {string.Join(" and ", pool.Excluded)}, which this node uses itself and leaves out");
            foreach (var other in configuration.Pools.Take(index).Where(other => NamespaceOf(other) == NamespaceOf(pool) && other.Ranges.Overlaps(pool.Ranges)))
                problems.Warn($"pools.{pool.Name}", $"overlaps pool \"{other.Name}\": one address could go to two subscribers");
            if (pool.Group is null && configuration.Lns.All(profile => profile.Pool != pool.Name))
                problems.Warn($"pools.{pool.Name}", "no profile uses it");
        }
    }
}
