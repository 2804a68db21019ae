using System.Text;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Node.Configuration;
using Concentrator.Node.Migration;
using Concentrator.Node.Migration.Pppd;
using Concentrator.Node.Migration.Xl2tpd;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

/// <summary>Files: whatever is in one, it is read, or each error has its place.</summary>
internal static class FileTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new("chap-secrets", ChapSecrets, () => Texts("# users\nann * \"her \\\"secret\\\"\" 10.0.0.2 !10.0.0.0/8\n", "'*'\tserver\tsecret\\\n-- idle 5\n", "a b \\101\\x41\\n *")),
        new("l2tp-secrets", L2tpSecrets, () => Texts("* * secret # for all\n", "lns lac secret more\nlns\n")),
        new("configuration", Configuration, () => Texts(Quickstart, Everything), Runs: 1_500),
        new("xl2tpd-conf", Xl2tpd, () => Texts(Server, Client), Runs: 5_000),
        new("pppd-options", PppdOptions, () => Texts(Options), Runs: 5_000),
    ];

    private const string Quickstart = """
        // a comment
        { "listen": ["0.0.0.0:1701", "[::]:1701"], "tun": { "name": "l2tp0", "address": "10.99.0.1" }, "pools": { "p": { "ranges": ["10.99.0.2-10.99.0.254"] } },
          "users": [{ "name": "ann", "password": "hers", "addresses": ["10.99.0.7", "!*"] }],
          "lns": [{ "name": "default", "pool": "p", "ppp": { "engine": "embedded", "authentication": ["mschapv2", "chap", "pap"], "mru": 1400, "dns": "9.9.9.9" } }], }
        """;

    private const string Everything = """
        { "node": { "name": "n", "logLevel": "debug", "shutdownTimeout": "500ms", "history": 10 }, "udp": { "dscp": 46, "dontFragment": "discover" }, "journal": "none",
          "access": ["allow 192.0.2.0/24", "deny any"], "limits": { "tunnels": 5, "sessions": 0 }, "control": { "socket": "/run/x.sock", "mode": "0600" },
          "dialers": [{ "name": "d", "lns": ["lns.example:1702", "[2001:db8::1]:1701"], "auto": false, "calls": 2, "routes": ["default", "10.0.0.0/8"],
            "redial": { "initial": "1s", "maximum": "1m", "jitter": 0.2 }, "tunnel": { "hello": 0, "retransmission": { "retries": 3 } }, "ppp": { "accm": "0x000a0000" } }] }
        """;

    private const string Server = """
        [global] ; all
        listen-addr = 192.0.2.1
        access control = yes
        [lns one]
        lac = 192.0.2.0 - 192.0.2.255
        no lac = 192.0.2.7
        ip range = 10.0.0.2 - 99
        no ip range = 10.0.0.9-10.0.0.19
        local ip = 10.0.0.1
        require chap = yes
        require authentication = yes
        hidden bit = yes
        """;

    private const string Client = "[lac default]\nlns = a.example\n[lac x y]\nlns = [2001:db8::1]:1702\nredial = yes\nredial timeout = 5\nmax redials = 3\nname = ann\nbps = 1000\n";

    private const string Options = "auth\nrequire-mschap-v2 mtu 1400\nms-dns 9.9.9.9\n10.0.0.1:10.0.0.2\nplugin radius.so\nlcp-echo-interval 30 # often\nname \"a b\"\npassword 'x\\ny'\nasyncmap a0000\n";

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);

    private static void ChapSecrets(ReadOnlySpan<byte> input)
    {
        var (errors, warnings) = (new List<ConfigurationProblem>(), new List<ConfigurationProblem>());
        var table = PppSecretsFile.Parse(input, "file", _ => null, errors, warnings);
        Check(errors.Concat(warnings), input);
        Assert.InRange(table.Count + errors.Count + warnings.Count, 0, Lines(input));
        _ = PppSecretsFile.FirstWord(input);
    }

    private static void L2tpSecrets(ReadOnlySpan<byte> input)
    {
        var (errors, warnings) = (new List<ConfigurationProblem>(), new List<ConfigurationProblem>());
        TunnelSecretsFile.Parse(input, "file", errors, warnings);
        Check(errors.Concat(warnings), input);
    }

    private static void Configuration(ReadOnlySpan<byte> input)
    {
        using var content = new MemoryStream(input.ToArray());
        var loaded = ConfigurationFile.Read(content, "/nowhere/file");
        Assert.NotEqual(loaded.Configuration is null, loaded.Errors.IsEmpty);
        Assert.All(loaded.Errors.Concat(loaded.Warnings), problem => Assert.NotEmpty(problem.Text));
    }

    private static void Xl2tpd(ReadOnlySpan<byte> input)
    {
        var report = new ImportReport();
        var engine = input.Length % 2 == 0 ? PppEngine.Embedded : PppEngine.Pppd;
        var json = new Xl2tpdImport("/nowhere/file", engine, _ => new ImportSecrets("/nowhere/l", "/nowhere/c", "/nowhere/p", "/nowhere/", report), report)
            .Import(Encoding.UTF8.GetString(input), out _);
        Check(report.Errors, input);
        if (report.Errors.Count > 0)
            return;

        // What is written is a configuration; names may clash once letters that ours cannot have are gone.
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(json));
        Assert.All(ConfigurationFile.Read(content, "/nowhere/file").Errors, error => Assert.Contains("already", error.Text));
    }

    private static void PppdOptions(ReadOnlySpan<byte> input)
    {
        var report = new ImportReport();
        var terms = new PppTerms(input.Length % 2 == 0 ? PppEngine.Embedded : PppEngine.Pppd, isServer: input.Length % 3 == 0, report);
        new PppdOptionsFile(terms).Read(input, "/nowhere/file");
        Check(report.Errors, input);
        Assert.All(report.InOrder(), note => Assert.NotEmpty(note.ToString()));
        _ = terms.Write(null).ToJsonString();
    }

    /// <summary>A place is a line that there is.</summary>
    private static void Check(IEnumerable<ConfigurationProblem> problems, ReadOnlySpan<byte> input)
    {
        var lines = Lines(input);
        foreach (var problem in problems)
            Assert.InRange(int.Parse(problem.Place.Split(':')[^1]), 1, lines);
    }

    private static int Lines(ReadOnlySpan<byte> input) => input.Count((byte)'\n') + 1;
}
