using System.Net;
using Concentrator.Actors.Pppd;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Actors.Tests.Pppd;

public class PppdCommandLineTests
{
    private static readonly PppProfile Profile = new() { Name = "lns", LocalAddress = IPAddress.Parse("10.99.0.1"), Authentication = [AuthMethod.Pap], Pppd = new PppdProfile { Authenticates = true } };

    private static readonly PppdCall Server = new()
    {
        Ppp = Profile, IsServer = true, Key = new SessionKey(new TunnelId(4711), new SessionId(17)), PathMru = 1456,
        Peer = Endpoint.From(IPAddress.Parse("192.0.2.2"), 1701), Interface = "ppp4711-17", PeerAddress = IPAddress.Parse("10.99.0.7"),
    };

    /// <summary>This node speaks LCP and authentication itself.</summary>
    private static readonly PppdCall Relayed = Server with { Ppp = Profile with { Pppd = new PppdProfile() }, PeerName = "alice" };

    private static readonly PppdCall Client = Server with
    {
        IsServer = false, Ppp = Profile with { LocalAddress = null }, PeerAddress = null, User = "hatter", Interface = "uplink",
    };

    /// <summary>Words in a row that must be there, and such that must not, separated by "not".</summary>
    public static TheoryData<string, object, string> Rules => new()
    {
        { "the server gives the leased address", Server, "10.99.0.1:10.99.0.7" },
        { "without a pool the options file says", Server with { PeerAddress = null }, "10.99.0.1:" },
        { "the server asks for what the profile names", Server, "auth require-pap not require-chap not noauth" },
        { "several methods", Server with { Ppp = Profile with { Authentication = [AuthMethod.MsChapV2, AuthMethod.ChapMd5] } }, "require-mschap-v2 require-chap not require-pap" },
        { "no method, no authentication", Server with { Ppp = Profile with { Authentication = [] } }, "noauth not auth" },
        { "the server does not authenticate itself", Server, "refuse-mschap-v2 refuse-chap refuse-pap refuse-mschap refuse-eap" },
        { "whom this node has authenticated, pppd does not", Relayed, "noauth not auth not require-pap not chap-interval" },
        { "the user for scripts", Relayed, "set PEERNAME=alice" },
        { "echoes are this node's", Relayed with { Ppp = Relayed.Ppp with { EchoInterval = TimeSpan.FromSeconds(7) } }, "lcp-echo-interval 0" },
        { "the server's name", Server, "name lns" },
        { "what fits the path", Server, "mru 1456 mtu 1456" },
        { "the profile's MRU", Server with { Ppp = Profile with { Mru = 1400 } }, "mru 1400 mtu 1400" },
        { "the peer for scripts", Server, "ipparam 192.0.2.2" },
        { "ids for scripts", Server, "set L2TP_PEER=192.0.2.2 set L2TP_TUNNEL=4711 set L2TP_SESSION=17 not set CALLER_ID=" },
        { "the caller for scripts", Server with { CallingNumber = "+49 30 1" }, "set CALLER_ID=+49 30 1" },
        { "a caller's call is no script", Server with { CallingNumber = "1;$(reboot)`\n" }, "set CALLER_ID=1reboot" },
        { "name servers", Server with { Ppp = Profile with { Dns = [IPAddress.Parse("9.9.9.9"), IPAddress.Parse("1.1.1.1")] } }, "ms-dns 9.9.9.9 ms-dns 1.1.1.1" },
        { "NetBIOS name servers", Server with { Ppp = Profile with { Nbns = [IPAddress.Parse("10.0.0.9")] } }, "ms-wins 10.0.0.9" },
        { "echoes", Server with { Ppp = Profile with { EchoInterval = TimeSpan.FromSeconds(7), EchoFailures = 3 } }, "lcp-echo-interval 7 lcp-echo-failure 3" },
        { "no echoes", Server with { Ppp = Profile with { EchoInterval = null } }, "lcp-echo-interval 0" },
        { "no compression of fields", Server with { Ppp = Profile with { Acfc = false, Pfc = false } }, "noaccomp nopcomp" },
        { "IPv6", Server, "+ipv6 not noipv6" },
        { "no IPv6", Server with { Ppp = Profile with { Ipv6 = false } }, "noipv6 not +ipv6" },
        { "the client's user", Client, "noauth user hatter not name lns" },
        { "the client is willing to do what the profile names", Client, "refuse-mschap-v2 refuse-chap refuse-mschap refuse-eap not refuse-pap" },
        { "the client takes the addresses it is given", Client, "noipdefault ipcp-accept-remote ipcp-accept-local" },
        { "the client's own address", Client with { Ppp = Profile }, "10.99.0.1: not ipcp-accept-local" },
        { "the interface", Client, "ifname uplink" },
        { "routes are ours", Client, "nodefaultroute" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Command_line_should_say_what_profile_and_call_ask_for(string rule, object call, string expected)
    {
        var line = $" {string.Join(' ', PppdCommandLine.Arguments((PppdCall)call, secretFile: null))} ";
        var parts = expected.Split(" not ");
        Assert.True(line.Contains($" {parts[0]} "), $"{rule}: \"{parts[0]}\" is not in{line}");
        foreach (var absent in parts[1..])
            Assert.False(line.Contains($" {absent} "), $"{rule}: \"{absent}\" is in{line}");
    }

    [Fact]
    public void Options_file_should_come_first_and_extra_arguments_last()
    {
        var call = Server with { Ppp = Profile with { Pppd = new PppdProfile { OptionsFile = "/etc/ppp/options.l2tp", Arguments = ["debug", "idle", "60"] } } };

        var words = PppdCommandLine.Arguments(call, "/state/secret");

        Assert.Equal(["file", "/etc/ppp/options.l2tp"], words[..2]);
        Assert.Equal(["debug", "idle", "60"], words[^3..]);
        Assert.Equal("/state/secret", words[Array.LastIndexOf(words, "file") + 1]);
    }

    [Fact]
    public void Environment_should_hold_nothing_of_ours()
    {
        var environment = PppdCommandLine.Environment(Server with { CallingNumber = "123" });

        Assert.Equal(["CALLER_ID", "L2TP_PEER", "L2TP_SESSION", "L2TP_TUNNEL", "PATH"], environment.Keys.Order());
        Assert.Equal("123", environment["CALLER_ID"]);
    }

    [Fact]
    public void Interface_of_a_subscriber_should_fit_the_kernels_limit()
    {
        Assert.Equal("ppp65535-65535", PppdCall.SubscriberInterface(new SessionKey(new TunnelId(65535), new SessionId(65535))));
    }

    [Theory]
    [InlineData("simple", "\"simple\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    public void Password_should_be_one_word_of_an_options_file(string password, string word) => Assert.Equal(word, PppdSecretFile.Quote(password));

    [Fact]
    public void Secret_file_should_be_for_our_eyes_only_and_go_away()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var file = PppdSecretFile.Write(directory.FullName, Server.Key, Secret.Of("open sesame"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
            Assert.Equal("password \"open sesame\"\n", File.ReadAllText(file.Path));

            PppdSecretFile.RemoveAll(directory.FullName);
            Assert.Empty(directory.EnumerateFiles());
            file.Dispose();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
