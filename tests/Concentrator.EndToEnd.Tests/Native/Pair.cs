using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>
/// Two hosts on one cable, an LNS of ours and a LAC of ours. Whatever the tests dial differs by the dialer, whose host name chooses the LNS profile, so
/// that one pair serves many cases.
/// </summary>
public sealed class Pair : LabFixture
{
    public const string LnsAddress = "192.0.2.1";

    /// <summary>The LNS behind the LAC's default route, to which it has no other.</summary>
    public const string FarLnsAddress = "198.51.100.1";

    /// <summary>The far end of every call.</summary>
    public const string TunAddress = "10.99.0.1";

    /// <summary>What the LNS starts with.</summary>
    public static readonly IReadOnlyDictionary<string, string> LnsFiles = new Dictionary<string, string>
    {
        ["users"] = "alice * wonderland\nbob * builder\ncarol * chorus\ndave * diver\n",
        ["tunnel-secret"] = "shared with nobody\n",
    };

    internal NamespaceHost LacHost { get; private set; } = null!;

    internal NamespaceHost LnsHost { get; private set; } = null!;

    internal ConcentratorProcess Lac { get; private set; } = null!;

    internal ConcentratorProcess Lns { get; private set; } = null!;

    protected override async Task StartAsync()
    {
        (LacHost, LnsHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "lns", $"{LnsAddress}/24");
        await LacHost.IpAsync("address", "add", "2001:db8::2/64", "dev", LnsHost.Name, "nodad");
        await LnsHost.IpAsync("address", "add", "2001:db8::1/64", "dev", LacHost.Name, "nodad");
        await LnsHost.IpAsync("address", "add", FarLnsAddress, "dev", "lo");
        await LacHost.IpAsync("route", "add", "default", "via", LnsAddress);
        var nodes = await Task.WhenAll(
            ConcentratorProcess.StartAsync(LnsHost, LnsConfiguration(), files: LnsFiles),
            ConcentratorProcess.StartAsync(
                LacHost, LacConfiguration, files: new Dictionary<string, string> { ["alice"] = "wonderland", ["bob"] = "builder", ["carol"] = "chorus", ["dave"] = "diver", ["tunnel-secret"] = "shared with nobody" }));
        (Lns, Lac) = (nodes[0], nodes[1]);
    }

    /// <summary>The LNS's configuration, with what a reload can change and what it cannot.</summary>
    public static string LnsConfiguration(int sessionsPerTunnel = 0, int udpDscp = 0) => $$"""
        {
          "listen": ["0.0.0.0:1701", "[::]:1701"],
          "node": { "name": "lns" },
          "udp": { "dscp": {{udpDscp}} },
          "tun": { "address": "{{TunAddress}}" },
          "limits": { "sessionsPerTunnel": {{sessionsPerTunnel}} },
          "pools": { "pool": { "ranges": "10.99.0.0/24" } },
          "secrets": { "chap": "users", "pap": "users" },
          "lns": [
            {
              "name": "secured", "match": { "hostNames": "secured" }, "pool": "pool",
              "tunnel": { "secretFile": "tunnel-secret", "challenge": true, "hideAvps": true }
            },
            { "name": "refusing", "match": { "hostNames": "refusing-*" }, "pool": "pool", "duplicateLogins": "refuse" },
            { "name": "replacing", "match": { "hostNames": "replacing-*" }, "pool": "pool", "duplicateLogins": "replace" },
            { "name": "quiet", "match": { "hostNames": "quiet" }, "pool": "pool", "tunnel": { "hello": 0 }, "ppp": { "echoInterval": 0, "ipv6": false } },
            { "name": "plain", "pool": "pool" }
          ]
        }
        """;

    private static readonly string LacConfiguration = $$"""
        {
          "listen": ["0.0.0.0:1701", "[::]:1701"],
          "node": { "name": "lac" },
          "journal": "none",
          "dialers": [
            {{Dialer("plain", "alice")}},
            {{Dialer("ipv6", "alice", lns: "2001:db8::1")}},
            {{Dialer("secured", "alice", more: """, "tunnel": { "hostName": "secured", "secretFile": "tunnel-secret", "challenge": true, "hideAvps": true }""")}},
            {{Dialer("proving", "alice", more: """, "tunnel": { "hostName": "secured", "secretFile": "tunnel-secret", "challenge": true }""")}},
            {{Dialer("quiet", "alice", more: """, "tunnel": { "hostName": "quiet", "hello": 0 }, "ppp": { "echoInterval": 0, "ipv6": false }""")}},
            {{Dialer("allowed-1", "bob")}},
            {{Dialer("allowed-2", "bob")}},
            {{Dialer("refusing-1", "carol", more: """, "tunnel": { "hostName": "refusing-1" }""")}},
            {{Dialer("refusing-2", "carol", more: """, "tunnel": { "hostName": "refusing-2" }""")}},
            {{Dialer("replacing-1", "dave", more: """, "tunnel": { "hostName": "replacing-1" }""")}},
            {{Dialer("replacing-2", "dave", more: """, "tunnel": { "hostName": "replacing-2" }""")}},
            {{Dialer("two-calls", "alice", more: """, "calls": 2""")}},
            {{Dialer("everything", "alice", lns: FarLnsAddress, more: """, "routes": "default" """)}}
          ]
        }
        """;

    private static string Dialer(string name, string user, string lns = LnsAddress, string more = "") => $$"""
        {
          "name": "{{name}}", "lns": "{{lns}}", "auto": false, "user": "{{user}}", "passwordFile": "{{user}}",
          "redial": { "initial": "200ms", "maximum": "1s" }{{more}}
        }
        """;
}
