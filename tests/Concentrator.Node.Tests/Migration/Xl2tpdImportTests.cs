using Concentrator.Cli;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Configuration;
using Concentrator.Node.Migration;
using Xunit;

namespace Concentrator.Node.Tests.Migration;

/// <summary>Whole files of xl2tpd, and what is wrong with some.</summary>
public sealed class Xl2tpdImportTests : IDisposable
{
    private readonly ImportFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Server_should_become_a_profile_with_its_pool()
    {
        _fixture.Write("options.xl2tpd", """
            # as in a thousand guides
            require-mschap-v2
            refuse-pap
            ms-dns 8.8.8.8
            ms-dns 8.8.4.4
            asyncmap 0
            auth
            crtscts
            lock
            hide-password
            modem
            mtu 1410
            mru 1410
            proxyarp
            lcp-echo-interval 15
            lcp-echo-failure 3
            idle 1800
            """);

        var imported = _fixture.Import("""
            [global]
            port = 1701
            ; auth file = /etc/ppp/chap-secrets
            [lns default]
            ip range = 192.168.42.10-192.168.42.250
            local ip = 192.168.42.1
            require chap = yes
            refuse pap = yes
            require authentication = yes
            name = l2tpd
            pppoptfile = options.xl2tpd
            length bit = yes
            """);

        imported.ShouldBeGood();
        Assert.Equal("""["192.168.42.10-192.168.42.250"]""", imported.At("pools.default.ranges"));
        Assert.Equal("\"default\"", imported.At("lns[0].pool"));
        Assert.Null(imported.At("lns[0].match"));
        Assert.Equal("""
            {
                    "name": "l2tpd",
                    "authentication": ["mschapv2", "chap"],
                    "mru": 1410,
                    "localAddress": "192.168.42.1",
                    "dns": ["8.8.8.8", "8.8.4.4"],
                    "echoInterval": "15s",
                    "echoFailures": 3
                  }
            """, imported.At("lns[0].ppp"));
        Assert.Equal("\"1800s\"", imported.At("lns[0].idleTimeout"));
        Assert.DoesNotContain(imported.Report.Notes, note => note.Fate == Fate.Changed);
        Assert.Equal(
            ["length bit = yes", "proxyarp"],
            imported.Report.Notes.Where(note => note.Fate == Fate.NotCarried).Select(note => note.Option));
        Assert.Contains(imported.Report.Notes, note => note.Place.EndsWith("options.xl2tpd:14", StringComparison.Ordinal));
        Assert.Contains("proxyarp: not carried over", imported.Text);
    }

    [Fact]
    public void Client_should_become_a_dialer_with_a_password_in_a_file_of_its_own()
    {
        _fixture.Write("options.client", "ipcp-accept-local\nrefuse-eap\nnoccp\nnoauth\nmtu 1280\nmru 1280\ndefaultroute\nname bob\npassword \"a \\\"b\\\" c\"\n");

        var imported = _fixture.Import("[lac vpn]\nlns = vpn.example\nppp debug = no\npppoptfile = options.client\nautodial = yes\nredial = yes\n");

        imported.ShouldBeGood();
        Assert.Equal("\"bob\"", imported.At("dialers[0].user"));
        Assert.Equal("[\"default\"]", imported.At("dialers[0].routes"));
        Assert.Equal("1280", imported.At("dialers[0].ppp.mru"));
        Assert.Equal("\"30s\"", imported.At("dialers[0].redial.maximum"));
        Assert.DoesNotContain("b\\\"", imported.Text);
        Assert.DoesNotContain(imported.Report.Notes, note => note.ToString().Contains("c\"", StringComparison.Ordinal));
        var profile = ConfigurationFile.Load(Path.Combine(_fixture.Folder, "concentrator.json")).Configuration!.Dialers[0];
        Assert.Equal("a \"b\" c", profile.Password!.Value.Text);
    }

    [Fact]
    public void Limits_of_calls_should_be_those_of_the_profile()
    {
        _fixture.Write("options", "idle 600 maxconnect 86400\n");

        var imported = _fixture.Import("[lns default]\nlocal ip = 10.0.0.1\npppoptfile = options\n[lac vpn]\nlns = vpn.example\npppoptfile = options\n");

        imported.ShouldBeGood();
        Assert.Equal("\"600s\"", imported.At("lns[0].idleTimeout"));
        Assert.Equal("\"86400s\"", imported.At("lns[0].sessionTimeout"));
        Assert.Equal(["idle 600", "maxconnect 86400"], imported.Report.Notes.Where(note => note.Fate == Fate.NotCarried).Select(note => note.Option));
    }

    [Fact]
    public void Engine_pppd_should_take_along_what_only_pppd_has()
    {
        _fixture.Write("options", "plugin radius.so\nrequire-mppe-128\nipparam office\nnoccp\nnewoption with words\nfile more\n");
        _fixture.Write("more", "idle 600 maxconnect 86400\n");

        var imported = _fixture.Import("[lns default]\nlocal ip = 10.0.0.1\npppoptfile = options\n", PppEngine.Pppd);

        imported.ShouldBeGood();
        Assert.Equal(
            """["plugin", "radius.so", "require-mppe-128", "ipparam", "office", "newoption", "with", "words", "idle", "600", "maxconnect", "86400"]""",
            imported.At("lns[0].ppp.pppd.arguments"));
        Assert.Equal("true", imported.At("lns[0].ppp.pppd.authenticates"));
    }

    [Fact]
    public void Profiles_should_stand_in_the_order_in_which_xl2tpd_asks_its_sections()
    {
        var imported = _fixture.Import("""
            [lns default]
            local ip = 10.0.0.1
            [lns first]
            lac = 192.0.2.0-192.0.2.255
            local ip = 10.0.1.1
            [lns second]
            lac = 192.0.2.7
            local ip = 10.0.2.1
            [lns nobody]
            local ip = 10.0.3.1
            """);

        imported.ShouldBeGood();
        Assert.Equal(["\"second\"", "\"first\"", "\"default\""], Enumerable.Range(0, 3).Select(index => imported.At($"lns[{index}].name")));
        Assert.Null(imported.At("lns[3]"));
        Assert.Contains(imported.Report.Notes, note => note is { Option: "[lns nobody]", Fate: Fate.NotCarried });
    }

    [Fact]
    public void Lac_default_should_give_its_lns_to_those_that_have_none()
    {
        var imported = _fixture.Import("[lac default]\nlns = lns.example\nredial = yes\n[lac a]\nautodial = yes\n[lac b]\nlns = 192.0.2.9\n");
        imported.ShouldBeGood();
        Assert.Equal("[\"lns.example\"]", imported.At("dialers[0].lns"));
        Assert.Equal("[\"192.0.2.9\"]", imported.At("dialers[1].lns"));
        Assert.Equal("redial = yes", Assert.Single(imported.Report.Notes, note => note.Fate == Fate.Ignored).Option);
    }

    [Fact]
    public void Challenge_without_a_secret_should_be_reported()
    {
        var imported = _fixture.Import("[global]\nauth file = nowhere\n[lns default]\nlocal ip = 10.0.0.1\nchallenge = yes\n");
        imported.ShouldBeGood();
        Assert.Null(imported.At("lns[0].tunnel"));
        Assert.Equal(["auth file = nowhere", "challenge = yes"], imported.Report.Notes.Where(note => note.Fate == Fate.NotCarried).Select(note => note.Option).Order());
    }

    [Fact]
    public void User_without_a_password_should_be_reported()
    {
        var imported = _fixture.Import("[lac office]\nlns = 192.0.2.1\nname = stranger\n");
        imported.ShouldBeGood();
        Assert.Contains(imported.Report.Notes, note => note.Option.Contains("stranger", StringComparison.Ordinal) && note.Fate == Fate.NotCarried);
    }

    [Fact]
    public void Name_that_we_cannot_have_should_be_changed()
    {
        var imported = _fixture.Import("[lac head office in Zürich]\nlns = 192.0.2.1\n");
        imported.ShouldBeGood();
        Assert.Equal("\"head-office-in-Z-rich\"", imported.At("dialers[0].name"));
        Assert.Equal("\"head-office-in-\"", imported.At("dialers[0].interface"));
    }

    [Fact]
    public void Name_with_dots_should_be_the_name_of_its_pool_too()
    {
        var imported = _fixture.Import("[lns lns.example.net]\nlac = 192.0.2.7\nip range = 10.0.0.2-9\nlocal ip = 10.0.0.1\n");
        imported.ShouldBeGood();
        Assert.Equal("\"lns.example.net\"", imported.At("lns[0].pool"));
    }

    [Fact]
    public void Comment_should_end_with_its_line_whatever_it_quotes() =>
        _fixture.Import("[lac d]\nlns = 192.0.2.1\nname = n\r\u2028}\n[lns x\ry]\n").ShouldBeGood();

    [Theory]
    [InlineData("port = 1701", 1, "before any section")]
    [InlineData("[global\nport = 1701", 1, "not closed")]
    [InlineData("[tunnel x]", 1, "none of [global]")]
    [InlineData("[lns]", 1, "no name")]
    [InlineData("[global]\n# a comment of another kind", 2, "comments begin with")]
    [InlineData("[global]\nport 1701", 2, "no \"=\"")]
    [InlineData("[global]\nport = many", 2, "\"port\" must be a port")]
    [InlineData("[global]\nip range = 10.0.0.1-10.0.0.2", 2, "no option of [global]")]
    [InlineData("[lac a]\nlisten = yes", 2, "xl2tpd has no option \"listen\"")]
    [InlineData("[lns default]\nexclusive = perhaps", 2, "\"yes\" or \"no\"")]
    [InlineData("[lns default]\nip range = 10.0.0.9-10.0.0.2", 2, "the lower first")]
    [InlineData("[lns default]\nip range = lac1-lac2", 2, "write their addresses")]
    [InlineData("[lns default]\nlocal ip range = 10.0.0.1-4\nlocal ip = 10.0.0.9", 3, "exclude each other")]
    [InlineData("[lac a]\nredial timeout = 0", 2, "at least 1")]
    [InlineData("[lac a]\n; fine\n\nlns = not a host", 4, "name or address of a host")]
    public void What_is_malformed_should_be_told_with_its_line(string text, int line, string complaint)
    {
        var error = Assert.Single(_fixture.Import(text).Report.Errors);
        Assert.Equal($"{_fixture.Folder}/xl2tpd.conf:{line}", error.Place);
        Assert.Contains(complaint, error.Text);
    }

    [Theory]
    [InlineData("mtu", 1, "needs a word after it")]
    [InlineData("auth\nmru large", 2, "a number is expected")]
    [InlineData("name \"ann", 1, "a quote is not closed")]
    [InlineData("asyncmap zz", 1, "32 bits")]
    [InlineData("file options", 1, "name each other")]
    public void What_is_malformed_in_an_options_file_should_be_told_with_its_line(string text, int line, string complaint)
    {
        _fixture.Write("options", text);
        var error = Assert.Single(_fixture.Import("[lns default]\nlocal ip = 10.0.0.1\npppoptfile = options\n").Report.Errors);
        Assert.Equal($"{_fixture.Folder}/options:{line}", error.Place);
        Assert.Contains(complaint, error.Text);
    }

    [Theory]
    [InlineData("[lns default]\nlocal ip = 10.0.0.1\nexclusive = yes\n", ExitCodes.Ok, "xl2tpd.conf:3: exclusive = yes: ignored by xl2tpd")]
    [InlineData("[lns default]\nlocal = 10.0.0.1\n", ExitCodes.Usage, "error: FOLDER/xl2tpd.conf:2")]
    [InlineData(null, ExitCodes.Failed, "error: ")]
    public async Task Exit_code_should_say_how_it_went(string? text, int code, string told)
    {
        var file = text is null ? Path.Combine(_fixture.Folder, "missing") : _fixture.Write("xl2tpd.conf", text);
        var output = Path.Combine(_fixture.Folder, "out.json");
        using var error = new StringWriter();

        var actual = await ConcentratorCli.RunAsync(
            ConcentratorCli.BuildRoot(ImportCommand.Build()), ["import", file, "--output", output], TextWriter.Null, error);

        Assert.Equal(code, actual);
        Assert.Contains(told.Replace("FOLDER", _fixture.Folder), error.ToString());
        Assert.Equal(code == ExitCodes.Ok, File.Exists(output));
    }

    [Fact]
    public async Task Files_with_passwords_should_be_for_their_owner_alone()
    {
        _fixture.Write("options", "name bob\npassword his\n");
        var file = _fixture.Write("xl2tpd.conf", "[lac vpn]\nlns = vpn.example\npppoptfile = options\n");
        var password = _fixture.Write("node.vpn.password", "of an earlier import");
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await ConcentratorCli.RunAsync(
            ConcentratorCli.BuildRoot(ImportCommand.Build()), ["import", file, "--output", Path.Combine(_fixture.Folder, "node.json")],
            TextWriter.Null, TextWriter.Null);

        Assert.Equal("\"his\"", (await File.ReadAllTextAsync(password)).TrimEnd());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(password));
    }
}
