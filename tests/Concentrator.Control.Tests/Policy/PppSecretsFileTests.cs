using System.Net;
using System.Text;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.Buffers;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class PppSecretsFileTests
{
    private readonly List<ConfigurationProblem> _errors = [];
    private readonly List<ConfigurationProblem> _warnings = [];

    private SecretTable Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    private SecretTable Parse(byte[] content) => PppSecretsFile.Parse(
        content, "chap-secrets", path => path == "/run/secret" ? "from-file\n"u8.ToArray() : path == "/run/empty" ? [] : null, _errors, _warnings);

    [Theory]
    [InlineData("user * secret", "secret")]
    [InlineData("\tuser\t*\tsecret\t", "secret")]
    [InlineData("user * \"two words\"", "two words")]
    [InlineData("user * 'it is \"quoted\"'", "it is \"quoted\"")]
    [InlineData("user * half\"quo ted\"", "halfquo ted")]
    [InlineData("user * a#b", "a#b")]
    [InlineData("user * secret # a comment", "secret")]
    [InlineData("user * \\#secret", "#secret")]
    [InlineData(@"user * a\ b\\c\""d", "a b\\c\"d")]
    [InlineData(@"user * a\tb\sc", "a\tb c")]
    [InlineData(@"user * \101\x42\1012", "ABA2")]
    [InlineData(@"user * ""\x41""", "A")]
    [InlineData("user * sec\\\nret", "secret")]
    [InlineData("user \\\n  * secret", "secret")]
    [InlineData("user * secret\r\n", "secret")]
    [InlineData("user * secret\\", "secret")]
    [InlineData("user * secret \\", "secret")]
    [InlineData("\ufeffuser * secret", "secret")]
    [InlineData("user * \"\"", "")]
    [InlineData("user * @/run/secret", "from-file")]
    [InlineData("user * @secret", "@secret")]
    public void Secrets_should_be_read_as_pppd_reads_them(string text, string secret)
    {
        Assert.Equal(secret, Parse(text).Find("user", "lns")?.Secret.Text);
        Assert.Empty(_errors);
    }

    [Fact]
    public void Secrets_should_keep_octets_that_are_no_text() =>
        Assert.Equal([0xff, 0xfe], Parse(@"user * \xff\376").Find("user", "lns")!.Secret.Octets.ToArray());

    [Theory]
    [InlineData("user", 1, "needs a user, a server and a secret")]
    [InlineData("# comment\n\nuser *", 3, "needs a user, a server and a secret")]
    [InlineData("user * \"secret\nother * secret", 1, "a quote is not closed")]
    [InlineData("user * 'secret", 1, "a quote is not closed")]
    [InlineData("a \\\n b\nuser * secret 10.0.0.300", 3, "\"10.0.0.300\" is not an IPv4 address, prefix, \"*\" or \"-\"")]
    [InlineData("a \\\n b c\nuser * secret gw.example", 3, "\"gw.example\" is not an IPv4 address, prefix, \"*\" or \"-\"")]
    [InlineData("user * secret 2001:db8::1", 1, "\"2001:db8::1\" is not an IPv4 address, prefix, \"*\" or \"-\"")]
    [InlineData("user * secret !!10.0.0.1", 1, "\"!!10.0.0.1\" is not an IPv4 address, prefix, \"*\" or \"-\"")]
    [InlineData("user * @/run/missing", 1, "cannot read the secret's file /run/missing")]
    [InlineData("user * @/run/empty", 1, "no secret in file /run/empty")]
    [InlineData("user * a\0b", 1, "a word contains a NUL octet")]
    public void Secrets_should_name_file_and_line_of_what_is_wrong(string text, int line, string error)
    {
        Parse(text);
        Assert.Equal(new ConfigurationProblem($"chap-secrets:{line}", error), _errors[^1]);
    }

    [Fact]
    public void Secrets_should_refuse_a_word_that_pppd_would_cut()
    {
        Assert.NotNull(Parse("user * " + new string('x', 1024)).Find("user", "lns"));
        Assert.Null(Parse("user * " + new string('x', 1025)).Find("user", "lns"));
        Assert.Equal("a word is longer than 1024 octets", Assert.Single(_errors).Text);
    }

    [Fact]
    public void Octets_that_are_no_utf8_should_be_kept_as_they_are()
    {
        byte[] name = [(byte)'m', 0xfc, (byte)'r'], secret = [0xe4, (byte)'x'];
        var table = Parse([.. name, .. " * "u8, .. secret]);
        Assert.Equal(secret, table.Find(OctetText.Decode(name), "lns")!.Secret.Octets.ToArray());
        Assert.Null(table.Find("m\ufffdr", "lns"));
    }

    [Fact]
    public void Secrets_should_report_every_bad_line_and_keep_the_good_ones()
    {
        var table = Parse("one * a\nbad\ntwo * b\nworse *\n");
        Assert.Equal(2, table.Count);
        Assert.Equal(["chap-secrets:2", "chap-secrets:4"], _errors.Select(error => error.Place));
    }

    /// <summary>pppd's scan_authfile: NONWILD_SERVER (2) beats NONWILD_CLIENT (1), and the first line wins among equals.</summary>
    [Theory]
    [InlineData("user", "lns", "both")]
    [InlineData("other", "lns", "server")]
    [InlineData("user", "elsewhere", "user")]
    [InlineData("other", "elsewhere", "neither")]
    public void Secrets_should_prefer_exact_names_the_server_most(string user, string server, string secret) =>
        Assert.Equal(secret, Parse("* * neither\nuser * user\n* lns server\nuser lns both").Find(user, server)?.Secret.Text);

    [Fact]
    public void Secrets_should_take_the_first_of_two_lines_for_the_same_names_and_warn_of_the_other()
    {
        Assert.Equal("first", Parse("user * first\nuser * second").Find("user", "lns")?.Secret.Text);
        Assert.Equal(new ConfigurationProblem("chap-secrets:2", "never used: chap-secrets:1 has the same user and server"), Assert.Single(_warnings));
    }

    [Fact]
    public void Secrets_should_tell_users_apart_by_case() => Assert.Null(Parse("user * secret").Find("User", "lns"));

    [Theory]
    [InlineData("", "203.0.113.1", true)]
    [InlineData("*", "203.0.113.1", true)]
    [InlineData("-", "203.0.113.1", false)]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "10.0.0.6", false)]
    [InlineData("10.0.0.5 10.0.1.0/24", "10.0.1.9", true)]
    [InlineData("!10.0.1.9 10.0.1.0/24", "10.0.1.9", false)]
    [InlineData("!10.0.1.9 10.0.1.0/24", "10.0.1.8", true)]
    [InlineData("10.0.1.0/24 !10.0.1.9", "10.0.1.9", true)]
    [InlineData("!10.0.0.0/8 *", "10.0.1.9", false)]
    [InlineData("!10.0.0.0/8 *", "192.0.2.1", true)]
    [InlineData("10.0.1.0/24+", "10.0.1.9", true)]
    public void Addresses_should_be_permitted_by_the_first_term_that_matches(string columns, string address, bool permitted) =>
        Assert.Equal(permitted, Parse($"user * secret {columns}").Find("user", "lns")!.Addresses.Permits(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("!10.0.0.4 10.0.0.5 10.0.0.6", "10.0.0.5")]
    [InlineData("!10.0.0.5 10.0.0.5 10.0.0.6", "10.0.0.6")]
    [InlineData("*", null)]
    [InlineData("-", null)]
    [InlineData("10.0.0.0/24", null)]
    [InlineData("", null)]
    public void Address_should_be_fixed_when_a_single_one_is_permitted(string columns, string? address) =>
        Assert.Equal(address, Parse($"user * secret {columns}").Find("user", "lns")!.Addresses.Fixed?.ToString());

    [Fact]
    public void Options_should_be_the_words_after_two_dashes()
    {
        var user = Parse("user * secret 10.0.0.5 -- mtu 1400").Find("user", "lns")!;
        Assert.Equal(["mtu", "1400"], user.Options);
        Assert.Equal("10.0.0.5/32", user.Addresses.ToString());
    }

    [Fact]
    public void Secrets_should_never_show_themselves()
    {
        var user = Parse("user * hidden-word").Find("user", "lns")!;
        Assert.DoesNotContain("hidden-word", user.ToString());
        Assert.Equal("***", user.Secret.ToString());
        Parse("hidden-word\nuser \"hidden-word");
        Assert.DoesNotContain("hidden-word", string.Join('\n', _errors));
    }

    [Fact]
    public void Secrets_should_be_found_among_a_hundred_thousand_users()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 100_000; i++)
            text.Append("user").Append(i).Append(" * secret").Append(i).Append('\n');
        var table = Parse(text.ToString());
        Assert.Equal(100_000, table.Count);
        Assert.Equal("secret99999", table.Find("user99999", "lns")?.Secret.Text);
    }

    [FsCheck.Xunit.Property]
    public void Secrets_should_survive_any_octets(byte[] content)
    {
        Parse(content);
        Parse([.. content, (byte)'\\']);
    }

    [FsCheck.Xunit.Property]
    public void Secrets_should_give_back_any_word_that_is_escaped(byte[] word)
    {
        _errors.Clear();
        var octets = word.Where(octet => octet != 0).ToArray();
        var escaped = string.Concat(octets.Select(octet => $"\\x{octet:x2}"));
        Assert.Equal(octets, Parse($"user * \"{escaped}\"").Find("user", "lns")!.Secret.Octets.ToArray());
    }
}
