using System.Text.Json;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>What tests do with a LAC of ours: dial, look at what is up, send something through it.</summary>
internal static class Dialing
{
    /// <summary>Ends only waits that have failed; the machine may be busy with other things.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Tells a dialer to dial and waits until all its calls are up.</summary>
    public static async Task DialAsync(this ConcentratorProcess lac, string dialer)
    {
        await lac.PostAsync($"dialers/{dialer}/dial", """{ "hangUp": false }""");
        await lac.IsUpAsync(dialer);
    }

    /// <summary>Tells a dialer to hang up and waits until nothing is left of it at this end.</summary>
    public static async Task HangUpAsync(this ConcentratorProcess lac, string dialer)
    {
        await lac.PostAsync($"dialers/{dialer}/dial", """{ "hangUp": true }""");
        await lac.ShowUntilAsync("sessions", sessions => sessions.Items().All(session => session.Text("profile") != dialer), Limit);
    }

    /// <summary>Waits until all calls of a dialer are up, and each has its IPv4 address: IPv6 may have come first.</summary>
    public static async Task IsUpAsync(this ConcentratorProcess lac, string dialer)
    {
        await lac.ShowUntilAsync(
            "dialers", dialers => dialers.Items().Any(item => item.Text("name") == dialer && item.Number("sessionsUp") == item.Number("sessionsWanted")), Limit);
        await lac.ShowUntilAsync(
            "sessions", sessions => sessions.Items().All(session => session.Text("profile") != dialer || session.Text("address") is not null), Limit);
    }

    /// <summary>The only session of a profile or dialer.</summary>
    public static async Task<JsonElement> SessionAsync(this ConcentratorProcess node, string profile) =>
        Assert.Single(await node.ListAsync("sessions"), session => session.Text("profile") == profile);

    /// <summary>The only tunnel of a profile or dialer that is open.</summary>
    public static async Task<JsonElement> TunnelAsync(this ConcentratorProcess node, string profile) =>
        Assert.Single(await node.ListAsync("tunnels"), tunnel => tunnel.Text("profile") == profile && tunnel.Text("state") == "established");

    /// <summary>The newest end of this kind: what it is the end of may be gone a moment before it is in the history.</summary>
    public static async Task<JsonElement> EndAsync(this ConcentratorProcess node, string kind, Func<JsonElement, bool> which) =>
        (await node.ShowUntilAsync("history", history => history.Items().Any(end => end.Text("kind") == kind && which(end)), Limit))
        .Items().First(end => end.Text("kind") == kind && which(end));

    /// <summary>Pings through an interface until an answer has come.</summary>
    public static async Task PingAsync(this NamespaceHost host, string device, string address) =>
        (await host.RunAsync("ping", "-c", "1", "-w", "60", "-I", device, address)).OrFail();

    public static IEnumerable<JsonElement> Items(this JsonElement list) => list.GetProperty("items").EnumerateArray();

    public static string? Text(this JsonElement item, string field) => item.GetProperty(field).GetString();

    public static long Number(this JsonElement item, string field) => item.GetProperty(field).GetInt64();
}
