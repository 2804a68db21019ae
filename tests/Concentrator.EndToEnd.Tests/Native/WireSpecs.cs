using Concentrator.EndToEnd.Tests.Captures;
using Concentrator.EndToEnd.Tests.Node;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>What a stranger reads in a conversation of ours: one in which every message occurs that either side sends, dissected by tshark.</summary>
public sealed class WireSpecs(WireSpecs.Conversation conversation) : IClassFixture<WireSpecs.Conversation>
{
    [Fact]
    public async Task Nothing_should_be_malformed() => Assert.Empty(await conversation.Dissection.MalformedAsync());

    [Theory]
    [InlineData("SCCRQ", "l2tp.avp.message_type == 1")]
    [InlineData("SCCRP", "l2tp.avp.message_type == 2")]
    [InlineData("SCCCN", "l2tp.avp.message_type == 3")]
    [InlineData("StopCCN", "l2tp.avp.message_type == 4")]
    [InlineData("HELLO", "l2tp.avp.message_type == 6")]
    [InlineData("ICRQ", "l2tp.avp.message_type == 10")]
    [InlineData("ICRP", "l2tp.avp.message_type == 11")]
    [InlineData("ICCN", "l2tp.avp.message_type == 12")]
    [InlineData("CDN", "l2tp.avp.message_type == 14")]
    [InlineData("SLI", "l2tp.avp.message_type == 16")]
    [InlineData("ZLB", "l2tp.type == 1 && l2tp.length == 12")]
    [InlineData("hidden AVP", "l2tp.avp.hidden == 1")]
    [InlineData("sequenced data", "l2tp.type == 0 && l2tp.seq_bit == 1")]
    [InlineData("LCP Configure-Request", "lcp && ppp.code == 1")]
    [InlineData("LCP Configure-Ack", "lcp && ppp.code == 2")]
    [InlineData("LCP Configure-Nak", "lcp && ppp.code == 3")]
    [InlineData("LCP Terminate-Request", "lcp && ppp.code == 5")]
    [InlineData("LCP Terminate-Ack", "lcp && ppp.code == 6")]
    [InlineData("LCP Echo-Request", "lcp && ppp.code == 9")]
    [InlineData("LCP Echo-Reply", "lcp && ppp.code == 10")]
    [InlineData("PAP Authenticate-Request", "pap.code == 1")]
    [InlineData("PAP Authenticate-Ack", "pap.code == 2")]
    [InlineData("PAP Authenticate-Nak", "pap.code == 3")]
    [InlineData("CHAP Challenge", "chap.code == 1")]
    [InlineData("CHAP Response", "chap.code == 2")]
    [InlineData("CHAP Success", "chap.code == 3")]
    [InlineData("CHAP Failure", "chap.code == 4")]
    [InlineData("IPCP Configure-Request", "ipcp && ppp.code == 1")]
    [InlineData("IPCP Configure-Ack", "ipcp && ppp.code == 2")]
    [InlineData("IPCP Configure-Nak", "ipcp && ppp.code == 3")]
    [InlineData("IPV6CP Configure-Request", "ipv6cp && ppp.code == 1")]
    [InlineData("IPV6CP Configure-Ack", "ipv6cp && ppp.code == 2")]
    [InlineData("IPv4 in PPP", "l2tp && icmp")]
    [InlineData("OCRQ", "l2tp.avp.message_type == 7")]
    [InlineData("OCRP", "l2tp.avp.message_type == 8")]
    [InlineData("OCCN", "l2tp.avp.message_type == 9")]
    [InlineData("Q.931 cause", "l2tp.avp.cause_code == 16")]
    public async Task Message_should_be_recognised(string message, string filter) =>
        Assert.True((await conversation.Dissection.FieldsAsync(filter, "frame.number")).Count > 0, $"no {message} in the capture");

    /// <summary>The LAC asks for it, and the LNS consents (RFC 3308): all packets of either side.</summary>
    [Theory]
    [InlineData("l2tp.type == 1", 46)]
    [InlineData("l2tp.type == 0", 34)]
    public async Task Packets_should_be_marked_as_agreed(string packets, int dscp)
    {
        var marks = await conversation.Dissection.FieldsAsync($"{packets} && udp.port == 1701", "ip.src", "ip.dsfield.dscp");
        Assert.Equal(
            [$"{Conversation.LnsAddress} {dscp}", $"{Conversation.LacAddress} {dscp}"], marks.Select(row => $"{row[0]} {row[1]}").Distinct().Order());
    }

    /// <summary>Calls with each authentication, right and wrong, kept until the keepalives of both protocols have been seen.</summary>
    public sealed class Conversation : LabFixture
    {
        internal const string LnsAddress = "192.0.2.1", LacAddress = "192.0.2.2";
        private const string TunAddress = "10.99.0.1";
        private const string Eager = """ "hello": "1s", "data": { "sequencing": "always" } """;

        private static readonly string[] Welcome = ["pap", "chap", "mschapv2"];
        private static readonly string[] Refused = ["pap-wrong", "chap-wrong", "mschapv2-wrong"];

        private Capture? _capture;

        internal Dissection Dissection { get; private set; } = null!;

        protected override async Task StartAsync()
        {
            var (lacHost, lnsHost) = await Lab.AddPairAsync("lac", $"{LacAddress}/24", "lns", $"{LnsAddress}/24");
            _capture = await Capture.StartAsync(lnsHost, lacHost.Name, "udp port 1701");
            await using var lns = await ConcentratorProcess.StartAsync(lnsHost, LnsConfiguration, files: Files);
            await using var lac = await ConcentratorProcess.StartAsync(lacHost, LacConfiguration, files: Files);

            foreach (var dialer in Welcome)
            {
                await lac.DialAsync(dialer);
                await lacHost.PingAsync(dialer, TunAddress);
            }
            foreach (var dialer in Refused)
                await lac.PostAsync($"dialers/{dialer}/dial", """{ "hangUp": false }""");
            await lns.PostAsync("dialers/outgoing/dial", """{ "hangUp": false }""");
            foreach (var awaited in new[] { "l2tp.avp.message_type == 9", "l2tp.avp.message_type == 6", "lcp && ppp.code == 10", "pap.code == 3", "chap.code == 4" })
                await _capture.SeesAsync(awaited, Dialing.Limit);
            foreach (var dialer in Welcome)
                await lac.HangUpAsync(dialer);

            await lac.StopAsync(Dialing.Limit);
            await lns.StopAsync(Dialing.Limit);
            Dissection = await _capture.StopAsync();
        }

        public override async Task DisposeAsync()
        {
            if (_capture is not null)
                await _capture.DisposeAsync();
            await base.DisposeAsync();
        }

        private static readonly Dictionary<string, string> Files = new()
        {
            ["users"] = "alice * wonderland\n",
            ["right"] = "wonderland\n",
            ["wrong"] = "guess\n",
            ["secret"] = "shared\n",
        };

        private static readonly string LnsConfiguration = $$"""
            {
              "listen": ["{{LnsAddress}}:1701"],
              "node": { "name": "lns" },
              "journal": "none",
              "tun": { "address": "{{TunAddress}}" },
              "pools": { "pool": { "ranges": "10.99.0.0/24" } },
              "secrets": { "chap": "users", "pap": "users" },
              "lns": [{
                "name": "lns", "pool": "pool",
                "tunnel": { "secretFile": "secret", "challenge": true, "hideAvps": true, {{Eager}}, "dscp": { "data": 34, "accept": [46, 34] } },
                "ppp": { "echoInterval": "1s", "dns": ["192.0.2.53"] }
              }],
              "dialers": [{
                "name": "outgoing", "auto": false, "calledNumber": "5551212", "outgoing": { "enabled": true, "lac": "lac", "profile": "lns" }
              }]
            }
            """;

        private static readonly string LacConfiguration = $$"""
            {
              "listen": ["{{LacAddress}}:1701"],
              "node": { "name": "lac" },
              "journal": "none",
              "lines": [{ "name": "loop", "program": "/bin/cat" }],
              "dialers": [{{string.Join(',', Welcome.Select(name => Dialer(name, "right")).Concat(Refused.Select(name => Dialer(name, "wrong"))))}}]
            }
            """;

        // A dialer is willing to do what its name begins with, and so naks what the LNS would rather have.
        private static string Dialer(string name, string passwordFile) => $$"""
            {
              "name": "{{name}}", "lns": "{{LnsAddress}}", "auto": false, "user": "alice", "passwordFile": "{{passwordFile}}",
              "tunnel": { "secretFile": "secret", "challenge": true, "hideAvps": true, {{Eager}}, "dscp": { "control": 46, "data": 34, "ask": true } },
              "q931Cause": 16,
              "ppp": { "authentication": ["{{name.Split('-')[0]}}"], "echoInterval": "1s", "accm": "0x000a0000" }
            }
            """;
    }
}
