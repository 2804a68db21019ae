using Concentrator.Protocol.Buffers;

namespace Concentrator.Control.Policy.Secrets;

/// <summary>
/// pppd's chap-secrets and pap-secrets: lines of user, server, secret, then the addresses that the user may have, then "--" and
/// options. A secret "@/path" is the first word of that file.
/// </summary>
public static class PppSecretsFile
{
    /// <param name="file">Its name, for places.</param>
    /// <param name="readFile">Reads the file of a secret "@/path"; null when it cannot.</param>
    /// <param name="errors">Gets what is wrong; such lines are left out.</param>
    /// <param name="warnings">Gets lines that can never be used.</param>
    public static SecretTable Parse(
        ReadOnlySpan<byte> content, string file, Func<string, byte[]?> readFile, ICollection<ConfigurationProblem> errors,
        ICollection<ConfigurationProblem> warnings)
    {
        var users = new List<UserSecret>();
        var seen = new Dictionary<(string?, string?), string>();
        var words = new SecretsWords(content);
        while (words.TryRead(out var line))
        {
            var place = $"{file}:{line.Number}";
            if (Parse(line, place, readFile, out var error) is not { } user)
                errors.Add(new ConfigurationProblem(place, error));
            else if (!seen.TryAdd((user.User, user.Server), place))
                warnings.Add(new ConfigurationProblem(place, $"never used: {seen[(user.User, user.Server)]} has the same user and server"));
            else
                users.Add(user);
        }
        return new SecretTable(users);
    }

    private static UserSecret? Parse(SecretsLine line, string place, Func<string, byte[]?> readFile, out string error)
    {
        error = line.Error ?? "";
        if (line.Error is not null)
            return null;
        if (line.Words is not [var user, var server, var secret, ..])
        {
            error = "needs a user, a server and a secret";
            return null;
        }

        var rest = line.Words.Skip(3).Select(octets => OctetText.Decode(octets)).ToList();
        var options = rest.IndexOf("--") is >= 0 and var dashes ? rest[(dashes + 1)..] : [];
        var addresses = rest.TakeWhile(word => word != "--").ToList();
        if (!TryParseAddresses(addresses, out var rule, out error) || !TryReadSecret(secret, readFile, out var octets, out error))
            return null;
        return new UserSecret(Name(user), Name(server), new Secret(octets), rule, options.ToValueList(), place);
    }

    /// <summary>Address columns, which also may stand in the rows of "users".</summary>
    public static bool TryParseAddresses(IReadOnlyList<string> words, out AddressRule rule, out string error)
    {
        error = "";
        rule = words switch
        {
            [] => AddressRule.Any,
            ["-", ..] => AddressRule.None,
            _ => null!,
        };
        if (rule is not null)
            return true;

        var terms = new List<AddressTerm>();
        foreach (var word in words)
        {
            // A "+" after a prefix makes pppd choose the host part from its unit number; here the pool chooses.
            var text = word.TrimStart('!').TrimEnd('+');
            if (word == "*")
                terms.Add(new AddressTerm(true, Prefix.Any));
            else if (word.Count(c => c == '!') <= 1 && Prefix.TryParse(text, out var prefix) && prefix.IsIpv4)
                terms.Add(new AddressTerm(!word.StartsWith('!'), prefix));
            else
                error = $"\"{word}\" is not an IPv4 address, prefix, \"*\" or \"-\"";
        }
        rule = new AddressRule(terms.ToValueList());
        return error == "";
    }

    private static bool TryReadSecret(byte[] word, Func<string, byte[]?> readFile, out byte[] secret, out string error)
    {
        (secret, error) = (word, "");
        if (!word.AsSpan().StartsWith("@/"u8))
            return true;
        var path = OctetText.Decode(word.AsSpan(1));
        if (readFile(path) is not { } content)
            error = $"cannot read the secret's file {path}";
        else if (FirstWord(content) is not { } first)
            error = $"no secret in file {path}";
        else
            secret = first;
        return error == "";
    }

    /// <summary>The secret of a file that holds one only; null when it holds none.</summary>
    public static byte[]? FirstWord(ReadOnlySpan<byte> content) => new SecretsWords(content).TryRead(out var line) && line.Error is null ? line.Words[0] : null;

    private static string? Name(byte[] word) => OctetText.Decode(word) is var name and not "*" ? name : null;
}
