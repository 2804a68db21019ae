using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>
/// Two customers of one LNS whose networks have the same addresses. Each has a network namespace on the LNS's machine, and a server behind that which
/// the other has not.
/// </summary>
public sealed class GroupTests(GroupTests.Customers customers) : IClassFixture<GroupTests.Customers>
{
    private const string Address = "10.1.0.2";

    [Fact]
    public async Task Same_address_should_be_in_use_in_both_groups_at_once()
    {
        foreach (var group in Customers.Groups)
        {
            var session = await customers.Lac.SessionAsync(group);
            Assert.Equal(Address, session.Text("address"));
            await customers.LacHost.PingAsync(group, Customers.TunAddress);
        }

        var sessions = (await customers.Lns.ListAsync("sessions")).Where(session => session.Text("group") is not null).ToArray();
        Assert.Equal(Customers.Groups, sessions.Select(session => session.Text("group")).Order());
        Assert.All(sessions, session => Assert.Equal(Address, session.Text("address")));
        var pools = await customers.Lns.ListAsync("pools");
        Assert.Equal(
            [(null, 1L), ("blue", 1L), ("red", 1L)], pools.Select(pool => (pool.Text("group"), pool.Number("leased"))).OrderBy(pool => pool.Item1, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("blue", "10.88.0.1", "10.77.0.1")]
    [InlineData("red", "10.77.0.1", "10.88.0.1")]
    public async Task Subscriber_should_reach_its_own_network_and_no_other(string group, string own, string other)
    {
        await customers.LacHost.PingAsync(group, own);
        foreach (var stranger in new[] { other, Customers.OwnTunAddress })
            Assert.NotEqual(0, (await customers.LacHost.RunAsync("ping", "-c", "2", "-W", "1", "-I", group, stranger)).ExitCode);
    }

    [Fact]
    public async Task Call_without_a_group_should_be_in_the_nodes_own_network() => await customers.LacHost.PingAsync("plain", Customers.OwnTunAddress);

    [Fact]
    public async Task Call_of_an_unknown_group_should_be_refused_with_the_reason()
    {
        await customers.Lac.PostAsync("dialers/green/dial", """{ "hangUp": false }""");
        await customers.Lac.ShowUntilAsync(
            "dialers",
            dialers => dialers.Items().Any(item => item.Text("name") == "green" && item.Text("lastError")?.Contains("private group \"green\" is not served here") == true),
            Dialing.Limit);
        await customers.Lac.PostAsync("dialers/green/dial", """{ "hangUp": true }""");
    }

    /// <summary>An LNS with two groups, and a LAC that has dialled into each, and into none.</summary>
    public sealed class Customers : LabFixture
    {
        /// <summary>The LNS's end of the calls: in both groups, and without one.</summary>
        public const string TunAddress = "10.1.0.1", OwnTunAddress = "10.99.0.1";

        public static readonly string[] Groups = ["blue", "red"];

        internal NamespaceHost LacHost { get; private set; } = null!;

        internal ConcentratorProcess Lac { get; private set; } = null!;

        internal ConcentratorProcess Lns { get; private set; } = null!;

        protected override async Task StartAsync()
        {
            (LacHost, var lnsHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
            var (blue, red) = (await Lab.AddHostAsync("blue"), await Lab.AddHostAsync("red"));
            await blue.IpAsync("address", "add", "10.88.0.1/32", "dev", "lo");
            await red.IpAsync("address", "add", "10.77.0.1/32", "dev", "lo");
            var files = new Dictionary<string, string> { ["users"] = "alice * wonderland\n" };
            var nodes = await Task.WhenAll(
                ConcentratorProcess.StartAsync(lnsHost, LnsConfiguration(blue, red), files: files),
                ConcentratorProcess.StartAsync(LacHost, LacConfiguration, files: files));
            (Lns, Lac) = (nodes[0], nodes[1]);
            foreach (var dialer in Groups.Append("plain"))
                await Lac.DialAsync(dialer);
        }

        private static string LnsConfiguration(NamespaceHost blue, NamespaceHost red) => $$"""
            {
              "listen": ["192.0.2.1:1701"],
              "node": { "name": "lns" },
              "journal": "none",
              "tun": { "address": "{{OwnTunAddress}}" },
              "pools": { "own": { "ranges": "10.99.0.0/24" }, "blues": { "ranges": "10.1.0.2-10.1.0.9" }, "reds": { "ranges": "10.1.0.2-10.1.0.9" } },
              "groups": {
                "blue": { "namespace": "{{blue.Namespace}}", "pool": "blues", "tun": { "address": "{{TunAddress}}" } },
                "red": { "namespace": "{{red.Namespace}}", "pool": "reds", "tun": { "address": "{{TunAddress}}" } }
              },
              "secrets": { "chap": "users" },
              "lns": [{ "name": "lns", "pool": "own", "duplicateLogins": "refuse", "ppp": { "ipv6": false } }]
            }
            """;

        private static readonly string LacConfiguration = $$"""
            {
              "listen": ["192.0.2.2:1701"],
              "node": { "name": "lac" },
              "journal": "none",
              "secrets": { "chap": "users" },
              "dialers": [
                {{Dialer("blue", """, "privateGroup": "blue", "routes": "10.88.0.0/16" """)}},
                {{Dialer("red", """, "privateGroup": "red", "routes": "10.77.0.0/16" """)}},
                {{Dialer("green", """, "privateGroup": "green" """)}},
                {{Dialer("plain", "")}}
              ]
            }
            """;

        private static string Dialer(string name, string more) => $$"""
            {
              "name": "{{name}}", "lns": "192.0.2.1", "auto": false, "user": "alice", "ppp": { "ipv6": false },
              "redial": { "initial": "200ms", "maximum": "1s" }{{more}}
            }
            """;
    }
}
