using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Peers;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>
/// Both halves of an ISP's access network: hosts on two Ethernet interfaces of a LAC of ours, which takes their PPPoE sessions to an LNS of ours. On the
/// one interface PPP is passed through, on the other hosts are authenticated first.
/// </summary>
public sealed class AccessNetwork : LabFixture
{
    /// <summary>Interfaces of the LAC, each with a host at its other end.</summary>
    public const string Passing = "passing", Proving = "proving";

    public const string TunAddress = "10.99.0.1";

    /// <summary>Octets that the cables to the hosts carry: room for packets of 1500 octets in PPPoE.</summary>
    private const int AccessMtu = 1508;

    /// <summary>Octets that the cable between LAC and LNS carries: room for such packets in L2TP.</summary>
    private const int BackboneMtu = 1600;

    internal NamespaceHost LacHost { get; private set; } = null!;

    internal NamespaceHost LnsHost { get; private set; } = null!;

    internal ConcentratorProcess Lac { get; private set; } = null!;

    internal ConcentratorProcess Lns { get; private set; } = null!;

    internal Dictionary<string, NamespaceHost> Hosts { get; } = [];

    protected override async Task StartAsync()
    {
        (LacHost, LnsHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        await LacHost.IpAsync("link", "set", LnsHost.Name, "mtu", $"{BackboneMtu}");
        await LnsHost.IpAsync("link", "set", LacHost.Name, "mtu", $"{BackboneMtu}");
        foreach (var name in new[] { Passing, Proving })
        {
            var host = Hosts[name] = await Lab.AddHostAsync(name);
            await NamespaceLab.ConnectAsync(LacHost, "169.254.1.1/32", host, "169.254.1.2/32");
            await LacHost.IpAsync("link", "set", name, "mtu", $"{AccessMtu}");
            await host.IpAsync("link", "set", LacHost.Name, "mtu", $"{AccessMtu}");
        }

        var nodes = await Task.WhenAll(
            ConcentratorProcess.StartAsync(
                LnsHost, LnsConfiguration, files: new Dictionary<string, string> { ["users"] = "alice * wonderland\nalice@example.net * wonderland\n" }),
            ConcentratorProcess.StartAsync(LacHost, LacConfiguration));
        (Lns, Lac) = (nodes[0], nodes[1]);
    }

    /// <summary>A client at the other end of one of the LAC's interfaces.</summary>
    internal Task<PppoeClient> ClientAsync(string @interface, string user = "alice", ushort mru = 1492, string tun = "ppp0") =>
        PppoeClient.OpenAsync(Hosts[@interface], LacHost.Name, PppoeClient.Settings(user, "wonderland", mru), tun);

    private const string LnsConfiguration = $$"""
        {
          "listen": "0.0.0.0:1701",
          "node": { "name": "lns" },
          "tun": { "address": "{{TunAddress}}" },
          "pools": { "pool": { "ranges": "10.99.0.0/24" } },
          "secrets": { "chap": "users", "pap": "users" },
          "lns": [
            { "name": "large", "match": { "hostNames": "large" }, "pool": "pool", "ppp": { "mru": 1500 } },
            { "name": "plain", "pool": "pool" }
          ]
        }
        """;

    private const string LacConfiguration = $$"""
        {
          "listen": "0.0.0.0:1701",
          "node": { "name": "lac" },
          "journal": "none",
          "targets": [
            { "name": "plain", "lns": [{ "address": "192.0.2.1" }], "tunnel": { "tellLcpOptions": true } },
            { "name": "large", "lns": [{ "address": "192.0.2.1" }], "tunnel": { "hostName": "large" } },
            { "name": "nobody", "lns": [{ "address": "192.0.2.99" }], "tunnel": { "setupTimeout": "2s" } }
          ],
          "pppoe": [
            {
              "interface": "{{Passing}}", "acName": "access", "setupTimeout": "20s", "target": "plain",
              "rules": [{ "services": "large", "target": "large" }, { "services": "nobody", "target": "nobody" }]
            },
            { "interface": "{{Proving}}", "mode": "authenticate", "rules": [{ "realms": "example.net", "target": "plain" }] }
          ]
        }
        """;
}
