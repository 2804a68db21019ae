using Concentrator.Control.Policy.Secrets;

namespace Concentrator.Node.Migration;

/// <summary>The secrets files of xl2tpd and pppd on this machine: which are there, and whom they know. Their content goes nowhere.</summary>
internal sealed class ImportSecrets
{
    private readonly TunnelSecretTable _tunnels = TunnelSecretTable.Empty;
    private readonly HashSet<string> _users = [];
    private readonly Dictionary<string, string> _passwords = [];
    private readonly string? _newFiles;
    private readonly string _l2tp;
    private readonly bool _elsewhere;

    private ImportSecrets() => (_elsewhere, _l2tp, UserFiles) = (true, "", "");

    /// <param name="l2tp">xl2tpd's l2tp-secrets.</param>
    /// <param name="newFiles">Begin of the paths of files with passwords that stood in options files.</param>
    public ImportSecrets(string l2tp, string chap, string pap, string newFiles, ImportReport report)
    {
        (_l2tp, _newFiles, UserFiles) = (l2tp, newFiles, $"{chap} or {pap}");
        if (Read(l2tp) is { } tunnels)
            (L2tp, _tunnels) = (l2tp, TunnelSecretsFile.Parse(tunnels, l2tp, report.Errors, []));
        Chap = Learn(chap, report);
        Pap = Learn(pap, report);
    }

    /// <summary>Those of a node that runs: it has them, and says itself whom it does not know.</summary>
    public static ImportSecrets OfNode() => new();

    /// <summary>Null: there is no such file, or it cannot be read.</summary>
    public string? L2tp { get; }

    public string? Chap { get; }

    public string? Pap { get; }

    public string UserFiles { get; }

    public string WhyNoTunnelSecret => L2tp is null ? $"{_l2tp} cannot be read here" : $"{_l2tp} has no line for our host name";

    /// <summary>Passwords that stood in options files, by the names of the dialers.</summary>
    public IReadOnlyDictionary<string, string> Passwords => _passwords;

    /// <summary>Files to be written beside the configuration, for the owner alone.</summary>
    public IEnumerable<(string Path, string Content)> Files =>
        _passwords.Select(row => (FileOf(row.Key)!, $"\"{row.Value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"\n"));

    public bool HasTunnelSecret(string hostName) =>
        _elsewhere || _tunnels.Lines.Any(line => line.Us is null || line.Us.Equals(hostName, StringComparison.OrdinalIgnoreCase));

    public bool HasUser(string name) => _elsewhere || _users.Contains(name);

    public void Keep(string dialer, string password) => _passwords[dialer] = password;

    /// <summary>The file that has the dialer's password; null: passwords are handed over without one.</summary>
    public string? FileOf(string dialer) => _newFiles is null ? null : $"{_newFiles}{dialer}.password";

    private string? Learn(string path, ImportReport report)
    {
        if (Read(path) is not { } content)
            return null;
        _users.UnionWith(PppSecretsFile.Parse(content, path, Read, report.Errors, []).Lines.Select(line => line.User).OfType<string>());
        return path;
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
