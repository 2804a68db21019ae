using System.Text;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Secrets;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class TunnelSecretsFileTests
{
    private readonly List<ConfigurationProblem> _errors = [];
    private readonly List<ConfigurationProblem> _warnings = [];

    private TunnelSecretTable Parse(string text) => TunnelSecretsFile.Parse(Encoding.UTF8.GetBytes(text), "l2tp-secrets", _errors, _warnings);

    [Theory]
    [InlineData("lns", "lac", "both")]
    [InlineData("elsewhere", "lac", "them")]
    [InlineData("lns", "other", "us")]
    [InlineData("elsewhere", "other", "neither")]
    [InlineData("LNS", "Lac", "both")]
    public void Tunnel_secrets_should_prefer_exact_host_names_without_regard_to_case(string us, string them, string secret) =>
        Assert.Equal(secret, Parse("* * neither\nlns * us\n* lac them\nlns lac both\n").Find(us, them)?.Secret.Text);

    [Fact]
    public void Tunnel_secrets_should_skip_comments_and_empty_lines()
    {
        Assert.Equal("secret", Parse("# us them secret\n\n  \r\nlns\tlac  secret # shared\r\n").Find("lns", "lac")?.Secret.Text);
        Assert.Empty(_errors);
    }

    [Fact]
    public void Tunnel_secrets_should_take_quotes_as_they_stand_like_xl2tpd() =>
        Assert.Equal("\"secret\"", Parse("lns lac \"secret\"").Find("lns", "lac")?.Secret.Text);

    [Fact]
    public void Tunnel_secrets_should_name_file_and_line_of_what_is_wrong()
    {
        Parse("lns lac\nlns lac #secret\n* * secret");
        Assert.Equal(["l2tp-secrets:1", "l2tp-secrets:2"], _errors.Select(error => error.Place));
    }

    [Fact]
    public void Tunnel_secrets_should_warn_of_words_that_are_ignored_and_lines_that_are_never_used()
    {
        Parse("lns lac secret word\nLNS LAC other");
        Assert.Equal(["l2tp-secrets:1", "l2tp-secrets:2"], _warnings.Select(warning => warning.Place));
    }

    [Fact]
    public void Tunnel_secrets_should_have_none_for_a_peer_that_no_line_names() => Assert.Null(Parse("lns lac secret").Find("lns", "other"));

    [FsCheck.Xunit.Property]
    public void Tunnel_secrets_should_survive_any_octets(byte[] content) => TunnelSecretsFile.Parse(content, "l2tp-secrets", _errors, _warnings);
}
