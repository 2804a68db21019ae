using Concentrator.Control.Ppp;
using Concentrator.EndToEnd.Tests.Captures;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.Protocol.Ppp;

namespace Concentrator.EndToEnd.Tests.Native.Proxy;

/// <summary>Calls whose LAC has spoken LCP with the subscriber and taken its credentials: what the subscriber still sees of LCP (docs/proxy.md).</summary>
public sealed class ProxyTests(ProxyTests.Lns lns) : IClassFixture<ProxyTests.Lns>
{
    [Theory]
    [InlineData("terms", AuthMethod.Pap, 1400)]
    [InlineData("terms", AuthMethod.ChapMd5, 1400)]
    [InlineData("accept", AuthMethod.Pap, 1492)]
    public async Task Subscriber_should_see_no_configure_request_of_lcp(string policy, AuthMethod method, int mru)
    {
        using var lac = await lns.CallAsync(policy, method, mru);

        Assert.StartsWith("10.99.0.", lac.Subscriber.State.Ipv4!.Local.ToString());
        Assert.Equal(1, lac.Subscriber.LinksOpened);
        Assert.DoesNotContain(lac.Received, packet => packet.StartsWith("LCP", StringComparison.Ordinal));
        Assert.Contains(lac.Received, packet => packet.StartsWith(method is AuthMethod.Pap ? "PAP" : "CHAP Success", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("terms", AuthMethod.Pap, 1492)]             // more than fits the path
    [InlineData("terms", AuthMethod.MsChapV2, 1400)]        // no code for it
    [InlineData("accept", AuthMethod.MsChapV2, 1400)]
    [InlineData("distrust", AuthMethod.ChapMd5, 1400)]
    public async Task Subscriber_should_be_asked_for_everything_anew(string policy, AuthMethod method, int mru)
    {
        using var lac = await lns.CallAsync(policy, method, mru);

        Assert.NotNull(lac.Subscriber.State.Ipv4);
        Assert.Equal(2, lac.Subscriber.LinksOpened);
        Assert.Contains(lac.Received, packet => packet.StartsWith("CHAP Challenge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscriber_should_not_be_asked_for_its_password_twice_though_lcp_begins_anew()
    {
        using var lac = await lns.CallAsync("renegotiate", AuthMethod.Pap, 1400);

        Assert.NotNull(lac.Subscriber.State.Ipv4);
        Assert.Equal(2, lac.Subscriber.LinksOpened);
        Assert.DoesNotContain(lac.Received, packet => packet.StartsWith("PAP", StringComparison.Ordinal) || packet.StartsWith("CHAP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscriber_with_a_wrong_password_should_be_turned_away()
    {
        using var lac = await lns.CallAsync("terms", AuthMethod.Pap, 1400, password: "guess");

        Assert.Null(lac.Subscriber.State.Ipv4);
        Assert.Contains(lac.Received, packet => packet.StartsWith("PAP Authenticate-Nak", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Capture_should_show_no_lcp_after_the_iccn_and_no_password()
    {
        await using var capture = await Capture.StartAsync(lns.LnsHost, lns.LacHost.Name, "udp port 1701");
        using var lac = await lns.CallAsync("terms", AuthMethod.Pap, 1400);
        await capture.SeesAsync($"udp.port == {lac.Port} && ipcp && ppp.code == 2", Dialing.Limit);
        var dissection = await capture.StopAsync();

        Assert.Empty(await dissection.MalformedAsync());
        Assert.Empty(await dissection.FieldsAsync($"udp.dstport == {lac.Port} && lcp", "frame.number"));
        Assert.Single(await dissection.FieldsAsync($"udp.port == {lac.Port} && l2tp.avp.message_type == 12 && l2tp.avp.hidden == 1", "frame.number"));
        Assert.Empty(await dissection.FieldsAsync("frame contains \"wonderland\"", "frame.number"));
    }

    /// <summary>An LNS with a profile for each policy, and a host on the same cable.</summary>
    public sealed class Lns : LabFixture
    {
        private const string Address = "192.0.2.1", Secret = "shared";

        internal NamespaceHost LacHost { get; private set; } = null!;

        internal NamespaceHost LnsHost { get; private set; } = null!;

        protected override async Task StartAsync()
        {
            (LacHost, LnsHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "lns", $"{Address}/24");
            await ConcentratorProcess.StartAsync(
                LnsHost, Configuration, files: new Dictionary<string, string> { ["users"] = "alice * wonderland\n", ["secret"] = Secret });
        }

        /// <summary>A call of a LAC that asks the subscriber for this method, and takes packets of this size from it.</summary>
        internal async Task<ScriptedLac> CallAsync(string policy, AuthMethod method, int mru, string password = "wonderland")
        {
            var front = new PppSettings { PeerAuthentication = [method], Mru = (ushort)mru };
            var lac = await ScriptedLac.StartAsync(LacHost, Address, Secret, front, password);
            await Task.Run(() => lac.Call(policy));
            return lac;
        }

        private static readonly string Configuration = $$"""
            {
              "listen": ["{{Address}}:1701"],
              "node": { "name": "lns" },
              "journal": "none",
              "tun": { "address": "10.99.0.1" },
              "pools": { "pool": { "ranges": "10.99.0.0/24" } },
              "secrets": { "chap": "users", "pap": "users" },
              "lns": [{{string.Join(',', new[] { "terms", "accept", "renegotiate", "distrust" }.Select(Profile))}}]
            }
            """;

        private static string Profile(string policy) => $$"""
            {
              "name": "{{policy}}", "match": { "hostNames": "{{policy}}" }, "pool": "pool",
              "tunnel": { "secretFile": "secret" }, "ppp": { "proxy": "{{policy}}", "echoInterval": 0 }
            }
            """;
    }
}
