using Concentrator.Protocol.Buffers;

namespace Concentrator.Control.Policy.Secrets;

/// <summary>
/// xl2tpd's l2tp-secrets: lines of our host name, the peer's host name, and their secret. There is no quoting, and # begins a comment
/// wherever it stands.
/// </summary>
public static class TunnelSecretsFile
{
    /// <inheritdoc cref="PppSecretsFile.Parse(ReadOnlySpan{byte}, string, Func{string, byte[]}, ICollection{ConfigurationProblem}, ICollection{ConfigurationProblem})"/>
    public static TunnelSecretTable Parse(
        ReadOnlySpan<byte> content, string file, ICollection<ConfigurationProblem> errors, ICollection<ConfigurationProblem> warnings)
    {
        var secrets = new List<TunnelSecret>();
        var seen = new Dictionary<(string?, string?), string>();
        var number = 0;
        foreach (var line in OctetText.Decode(content).TrimStart('\ufeff').Split('\n'))
        {
            var place = $"{file}:{++number}";
            var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            if (words is not [var us, var them, var text, ..])
            {
                errors.Add(new ConfigurationProblem(place, "needs our host name, the peer's host name and a secret"));
                continue;
            }

            var secret = new TunnelSecret(Name(us), Name(them), Secret.Of(text), place);
            if (!seen.TryAdd((secret.Us?.ToLowerInvariant(), secret.Them?.ToLowerInvariant()), place))
            {
                warnings.Add(new ConfigurationProblem(place, $"never used: {seen[(secret.Us?.ToLowerInvariant(), secret.Them?.ToLowerInvariant())]} has the same host names"));
                continue;
            }
            if (words.Length > 3)
                warnings.Add(new ConfigurationProblem(place, "words after the secret are ignored"));
            secrets.Add(secret);
        }
        return new TunnelSecretTable(secrets);
    }

    private static string? Name(string word) => word == "*" ? null : word;
}
