using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Migration;
using Concentrator.Node.Migration.Xl2tpd;
using Xunit;

namespace Concentrator.Node.Tests.Migration;

/// <summary>Every option of xl2tpd, alone: a row says what it becomes, or that it is reported and how.</summary>
public sealed partial class Xl2tpdOptionTests : IDisposable
{
    private const string Lns = "[lns default]\nip range = 10.0.0.2-10.0.0.9\nlocal ip = 10.0.0.1\n";
    private const string Lac = "[lac office]\nlns = 192.0.2.1\n";

    private readonly ImportFixture _fixture = new();

    /// <param name="Lines">What goes into the section; the option is the first of them.</param>
    /// <param name="Path">Where in our configuration it stands, with its value; null: it does not.</param>
    /// <param name="Fate">What the report says of it; null: nothing.</param>
    public sealed record Case(string Section, string Lines, string? Path, string? Value, string? Fate, bool Pppd)
    {
        public string Keyword => Lines.Split('=')[0].Trim();

        public override string ToString() => $"{Section.Split('\n')[0]} {Lines}{(Pppd ? " (pppd)" : "")}";
    }

    private static Case Becomes(string section, string lines, string path, string value, Fate? fate = null, bool pppd = false) =>
        new(section, lines, path, value, fate?.ToString(), pppd);

    private static Case Is(Fate fate, string section, string lines) => new(section, lines, null, null, fate.ToString(), false);

    private static readonly Case[] All =
    [
        Becomes("[global]\n", "port = 1702", "listen[0]", "\"0.0.0.0:1702\""),
        Becomes("[global]\n", "listen-addr = 192.0.2.1", "listen[0]", "\"192.0.2.1:1701\""),
        Becomes("[global]\n", "auth file = l2tp-secrets", "secrets.l2tp", "\"FOLDER/l2tp-secrets\""),
        Becomes("[global]\n", "access control = yes\n[lns one]\nlac = 192.0.2.0 - 192.0.2.127\nlocal ip = 10.0.0.1", "access", "[\"allow 192.0.2.0/25\"]"),
        Is(Fate.NotNeeded, "[global]\n", "force userspace = yes"),
        Is(Fate.NotCarried, "[global]\n", "ipsec saref = yes"),
        Is(Fate.NotNeeded, "[global]\n", "saref refinfo = 22"),
        Is(Fate.NotNeeded, "[global]\n", "rand source = dev"),
        Becomes("[global]\n", $"max retries = 9\n{Lns}", "lns[0].tunnel.retransmission.retries", "9"),
        Becomes("[global]\n", $"max retries = 1000\n{Lac}", "dialers[0].tunnel.retransmission.retries", "100", Fate.Changed),
        Is(Fate.Ignored, "[global]\n", "cap backoff = 8"),
        Becomes("[global]\n", "debug avp = yes", "node.logLevel", "\"debug\""),
        Becomes("[global]\n", "debug network = yes", "node.logLevel", "\"debug\""),
        Becomes("[global]\n", "debug packet = yes", "node.logLevel", "\"debug\"", Fate.Changed),
        Becomes("[global]\n", "debug state = yes", "node.logLevel", "\"debug\""),
        Becomes("[global]\n", "debug tunnel = yes", "node.logLevel", "\"debug\""),
        Is(Fate.Ignored, Lns, "exclusive = yes"),
        Becomes(Lns, "ip range = 10.1.0.2 - 9", "pools.default.ranges", "[\"10.0.0.2-10.0.0.9\", \"10.1.0.2-10.1.0.9\"]"),
        Becomes(Lns, "no ip range = 10.0.0.4-10.0.0.5", "pools.default.ranges", "[\"10.0.0.2-10.0.0.3\", \"10.0.0.6-10.0.0.9\"]"),
        Becomes(Lns, "assign ip = yes", "lns[0].pool", "\"default\""),
        Becomes("[lns default]\n", "local ip = 10.0.0.1", "tun.address", "\"10.0.0.1\""),
        Becomes(Lac, "local ip = 10.0.0.7", "dialers[0].ppp.localAddress", "\"10.0.0.7\""),
        Becomes("[lns default]\n", "local ip range = 10.0.0.5 - 10.0.0.9", "lns[0].ppp.localAddress", "\"10.0.0.5\"", Fate.Changed),
        Becomes("[lns one]\nlocal ip = 10.0.0.1\n", "lac = 192.0.2.0-192.0.2.255", "lns[0].match.peers", "[\"192.0.2.0/24\"]"),
        Becomes("[lns one]\nlocal ip = 10.0.0.1\nlac = 192.0.2.0-3\n", "no lac = 192.0.2.2", "lns[0].match.peers", "[\"192.0.2.0/31\", \"192.0.2.3\"]"),
        Becomes(Lns, "hidden bit = yes", "lns[0].tunnel.hideAvps", "true", Fate.Changed),
        Is(Fate.NotCarried, Lac, "length bit = yes"),
        Becomes(Lac, "challenge = yes", "dialers[0].tunnel.challenge", "true"),
        Becomes(Lns, "require pap = yes\nrequire authentication = yes", "lns[0].ppp.authentication", "[\"pap\"]"),
        Is(Fate.Ignored, Lns, "require pap = yes"),
        Becomes(Lns, "require chap = yes\nrequire auth = yes", "lns[0].ppp.authentication", "[\"chap\"]"),
        Becomes(Lac, "require authentication = yes", "dialers[0].ppp.pppd.arguments", "[\"auth\"]", pppd: true),
        Is(Fate.NotCarried, Lac, "require auth = yes"),
        Becomes(Lac, "refuse pap = yes", "dialers[0].ppp.authentication", "[\"mschapv2\", \"chap\"]"),
        Is(Fate.NotNeeded, Lns, "refuse pap = yes"),
        Becomes(Lac, "refuse chap = yes", "dialers[0].ppp.authentication", "[\"mschapv2\", \"pap\"]"),
        Becomes(Lac, "refuse authentication = yes", "dialers[0].ppp.authentication", "[\"mschapv2\"]"),
        Becomes(Lac, "refuse auth = yes", "dialers[0].ppp.authentication", "[\"mschapv2\"]"),
        Becomes(Lns, "unix authentication = yes", "lns[0].ppp.pppd.authenticates", "true", pppd: true),
        Is(Fate.NotCarried, Lns, "unix auth = yes"),
        Becomes(Lns, "name = server", "lns[0].ppp.name", "\"server\""),
        Becomes(Lac, "name = ann", "dialers[0].user", "\"ann\""),
        Becomes(Lns, "hostname = lns.example", "lns[0].tunnel.hostName", "\"lns.example\""),
        Becomes(Lac, "ppp debug = yes", "dialers[0].ppp.pppd.arguments", "[\"debug\"]", pppd: true),
        Is(Fate.NotCarried, Lac, "ppp debug = yes"),
        Is(Fate.NotNeeded, Lns, "pass peer = yes"),
        Becomes(Lns, "pppoptfile = options", "lns[0].ppp.mru", "1400"),
        Is(Fate.NotCarried, Lns, "pppoptfile = missing"),
        Becomes(Lac, "tunnel rws = 8", "dialers[0].tunnel.receiveWindow", "8"),
        Is(Fate.Ignored, Lns, "call rws = 4"),
        Is(Fate.Ignored, Lns, "flow bit = yes"),
        Becomes(Lac, "tx bps = 1000000", "dialers[0].txSpeed", "1000000"),
        Is(Fate.NotCarried, Lns, "tx bps = 1000000"),
        Becomes(Lac, "rx bps = 2000000", "dialers[0].rxSpeed", "2000000"),
        Becomes(Lac, "bps = 3000000", "dialers[0].rxSpeed", "3000000"),
        Becomes("[lac office]\n", "lns = lns.example:1702", "dialers[0].lns", "[\"lns.example:1702\"]"),
        Becomes(Lac, "lns = 192.0.2.2", "dialers[0].lns", "[\"192.0.2.1\", \"192.0.2.2\"]", Fate.Changed),
        Becomes(Lac, "autodial = yes", "dialers[0].auto", "true"),
        Becomes(Lac, "redial = no", "dialers[0].redial.maxAttempts", "1"),
        Becomes(Lac, "redial timeout = 7\nredial = yes", "dialers[0].redial.initial", "\"7s\""),
        Becomes(Lac, "max redials = 3\nredial = yes", "dialers[0].redial.maxAttempts", "3"),
        Becomes(Lac, "remote ip = 10.0.0.1", "dialers[0].ppp.pppd.arguments", "[\":10.0.0.1\"]", pppd: true),
        Is(Fate.NotCarried, Lac, "remote ip = 10.0.0.1"),
        Becomes(Lac, "defaultroute = yes", "dialers[0].routes", "[\"default\"]"),
    ];

    public static TheoryData<Case> Cases => [.. All];

    public static TheoryData<string> Keywords => [.. Xl2tpdOptions.Table.Select(option => option.Keyword)];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Option_should_be_carried_over_or_reported(Case option)
    {
        _fixture.Write("options", "mru 1400\nmtu 1400\n");

        var imported = _fixture.Import(option.Section + option.Lines + "\n", option.Pppd ? PppEngine.Pppd : PppEngine.Embedded);

        imported.ShouldBeGood();
        if (option.Path is not null)
            Assert.Equal(option.Value!.Replace("FOLDER", _fixture.Folder), imported.At(option.Path));
        var notes = imported.Report.Notes.Where(note => note.Option.StartsWith($"{option.Keyword} = ", StringComparison.Ordinal));
        Assert.Equal(option.Fate is null ? [] : [option.Fate], notes.Select(note => note.Fate.ToString()));
    }

    [Theory]
    [MemberData(nameof(Keywords))]
    public void Option_should_have_a_row_here(string keyword) => Assert.Contains(All, row => row.Keyword == keyword);

    [Fact]
    public void Document_should_name_exactly_these_options()
    {
        var rows = Row().Matches(File.ReadAllText(At("docs/moving-from-xl2tpd.md"))).Select(row => row.Groups[1].Value);
        Assert.Equal(Xl2tpdOptions.Table.Select(option => option.Keyword).Order(), rows.Order());
    }

    private static string At(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../..", path);

    [GeneratedRegex(@"^\| `([a-z -]+)` \| (?:global|lns|lac|lns, lac) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
