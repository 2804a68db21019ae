using System.Diagnostics;
using System.Net;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native.Abuse;

/// <summary>An LNS, a LAC that is its customer, and an attacker, on cables of their own.</summary>
public sealed class Siege : LabFixture
{
    private const string Customer = "customer";

    internal NamespaceHost LnsHost { get; private set; } = null!;

    internal NamespaceHost LacHost { get; private set; } = null!;

    internal ConcentratorProcess Lns { get; private set; } = null!;

    internal ConcentratorProcess Lac { get; private set; } = null!;

    internal Attacker Attacker { get; private set; } = null!;

    /// <summary>Memory of the LNS when it had seen a little of everything, octets.</summary>
    internal long ResidentBefore { get; private set; }

    protected override async Task StartAsync()
    {
        (LnsHost, LacHost) = await Lab.AddPairAsync("lns", "192.0.2.1/24", "lac", "192.0.2.2/24");
        var attacker = await Lab.AddHostAsync("attacker");
        await NamespaceLab.ConnectAsync(LnsHost, "198.51.100.1/24", attacker, "198.51.100.2/24");
        Lns = await ConcentratorProcess.StartAsync(LnsHost, LnsConfiguration, files: new Dictionary<string, string> { ["secret"] = "secret" });
        Lac = await ConcentratorProcess.StartAsync(LacHost, LacConfiguration, files: new Dictionary<string, string> { ["password"] = "lab" });
        Attacker = await Attacker.StartAsync(attacker, IPAddress.Parse("198.51.100.1"));

        // Code that has not run yet is compiled, and buffers grow to their size, on first use.
        // Each kind finds the limits of half-open tunnels free.
        foreach (var kind in Abuses.All.Keys)
        {
            await FloodAsync(kind, count: 5_000, until: SetUpAsync());
            await QuietAsync();
        }

        ResidentBefore = Lns.ResidentBytes;
    }

    public override async Task DisposeAsync()
    {
        Attacker?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Gives how many datagrams were sent, to prepare the flood and in it.</summary>
    internal Task<long> FloodAsync(string kind, int count, Task until) => Task.Factory.StartNew(
        () =>
        {
            var polite = Attacker.Polite;
            var sent = Attacker.Flood(count, perSecond: 40_000, until, Abuses.All[kind](Attacker, new Random(kind.Length)));
            return sent + Attacker.Polite - polite;
        },
        TaskCreationOptions.LongRunning);

    /// <summary>The customer's call, from the wish for it until it carries traffic; then it hangs up.</summary>
    internal async Task<TimeSpan> SetUpAsync()
    {
        var clock = Stopwatch.StartNew();
        await Lac.DialAsync(Customer);
        var took = clock.Elapsed;
        await LacHost.PingAsync(Customer, "10.99.0.1");
        await Lac.HangUpAsync(Customer);
        return took;
    }

    /// <summary>Waits until the LNS has read all of the flood, and let go of all that it left half-open.</summary>
    internal async Task QuietAsync()
    {
        await AllReadAsync();
        try
        {
            await Lns.ShowUntilAsync("node", node => node.Number("tunnels") == 0 && node.Number("sessions") == 0, Dialing.Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not quiet:\n{await Lns.ShowAsync("node")}\n{await Lns.ShowAsync("tunnels")}\n{await Lns.ShowAsync("sessions")}");
        }

        await AllReadAsync();   // what was said last, too
    }

    private Task AllReadAsync() => Until.True(() => UdpStatistics.IsAllReadAsync(LnsHost), Dialing.Limit, "all datagrams to be read");

    /// <summary>Half-open tunnels do not last long, nor do those that are held after their end.</summary>
    private const string Timers = """ "setupTimeout": 3, "hello": 2, "retransmission": { "retries": 2, "giveUpAfter": 3 } """;

    private const string LnsConfiguration = $$"""
        {
          "listen": "0.0.0.0",
          "node": { "logLevel": "warning" },
          "journal": "none",
          "tun": { "address": "10.99.0.1" },
          "pools": { "pool": { "ranges": "10.99.0.0/24" } },
          "users": [{ "name": "customer", "password": "lab" }],
          "lns": [
            { "name": "hiding", "match": { "hostNames": "hiding" }, "tunnel": { "secretFile": "secret", {{Timers}} }, "pool": "pool" },
            { "name": "lns", "pool": "pool", "tunnel": { {{Timers}} }, "ppp": { "lcpTimeout": 3 } }
          ]
        }
        """;

    private const string LacConfiguration = """
        {
          "journal": "none",
          "dialers": [{
            "name": "customer", "lns": "192.0.2.1", "auto": false, "user": "customer", "passwordFile": "password", "redial": { "initial": "200ms", "maximum": "500ms" },
            "tunnel": { "retransmission": { "retries": 2, "giveUpAfter": 3 } }
          }]
        }
        """;
}
