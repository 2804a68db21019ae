using System.Globalization;
using System.Text.Json;
using static Concentrator.Cli.Tables.Units;

namespace Concentrator.Cli.Tables;

/// <param name="Cell">The cell's text, from an item of the API's list.</param>
/// <param name="Figure">Aligned to the right.</param>
internal sealed record Column(string Heading, Func<JsonElement, string> Cell, bool Figure = false);

/// <summary>What each `show` shows of its list. All columns together fit into 120 characters unless names are long.</summary>
internal static class StatusTables
{
    public static readonly Column[] Tunnels =
    [
        Figures("ID", "tunnelId"),
        Figures("PEER ID", "peerTunnelId"),
        Words("STATE", "state"),
        Words("PEER", "peer"),
        Words("NAME", "peerHostName"),
        Figures("SESS", "sessions"),
        new("NS/NR", row => $"{row.Text("ns")}/{row.Text("nr")}", Figure: true),
        new("WINDOW", row => $"{Whole(row.Number("congestionWindow"))}/{row.Text("peerWindow")}", Figure: true),
        Figures("UNACK", "unacknowledged"),
        Figures("RETR", "retransmissions"),
        new("RTT", row => Milliseconds(row.Number("rttMilliseconds")), Figure: true),
        new("UP", row => Duration(row.Number("uptimeSeconds")), Figure: true),
    ];

    public static readonly Column[] Sessions =
    [
        new("ID", row => $"{row.Text("tunnelId")}/{row.Text("sessionId")}"),
        Words("STATE", "state"),
        Words("USER", "user"),
        new("ADDRESS", row => row.Text("switchedWith") is { Length: > 0 } other ? $"<-> {other}"
            : row.Text("group") is { Length: > 0 } group ? $"{OrDash(row.Text("address"))} ({group})" : OrDash(row.Text("address"))),
        Words("PEER", "peer"),
        new("RX", row => Bytes(row.Number("rxBytes")), Figure: true),
        Figures("RX PKTS", "rxPackets"),
        new("TX", row => Bytes(row.Number("txBytes")), Figure: true),
        Figures("TX PKTS", "txPackets"),
        new("UP", row => Duration(row.Number("uptimeSeconds")), Figure: true),
    ];

    public static readonly Column[] Pools =
    [
        Words("NAME", "name"),
        Words("GROUP", "group"),
        Words("RANGES", "ranges"),
        Figures("SIZE", "size"),
        Figures("LEASED", "leased"),
        new("FREE", row => Whole(row.Number("size") - row.Number("leased")), Figure: true),
        Figures("REMEMBERED", "remembered"),
    ];

    public static readonly Column[] Groups =
    [
        Words("NAME", "name"),
        Words("NAMESPACE", "namespace"),
        Words("INTERFACE", "interface"),
        Words("ADDRESS", "address"),
        Words("POOL", "pool"),
        new("FILTER", row => row.Text("filter") switch
        {
            "inForce" => "in force",
            "none" => "none",
            var bad => $"{(bad is "closed" ? "GROUP IS CLOSED" : "old rules in force")}: {row.Text("filterError")}",
        }),
    ];

    public static readonly Column[] Dialers =
    [
        Words("NAME", "name"),
        Words("STATE", "state"),
        Words("LNS", "lns"),
        Figures("TUNNEL", "tunnelId"),
        new("SESSIONS", row => $"{row.Text("sessionsUp")}/{row.Text("sessionsWanted")}", Figure: true),
        Figures("ATTEMPTS", "attempts"),
        Words("LAST ERROR", "lastError"),
    ];

    public static readonly Column[] Profiles =
    [
        Words("NAME", "name"),
        Words("KIND", "kind"),
        new("FROM", row => row.Field("addition") is null ? "file" : row.Text("addition")),
    ];

    public static readonly Column[] Targets =
    [
        Words("NAME", "name"),
        new("CALLS", row => OrDash(string.Join('+', Lns(row).Select(lns => lns.Text("calls")))), Figure: true),
        new("LNS", row => OrDash(string.Join("; ", Lns(row).Select(Describe)))),
    ];

    public static readonly Column[] Pppoe =
    [
        new("ID", row => $"{row.Text("interface")}/{row.Text("pppoeSessionId")}"),
        Words("STATE", "state"),
        Words("HOST", "host"),
        Words("USER", "user"),
        Words("LINE", "circuitId"),
        Words("TARGET", "target"),
        new("SESSION", row => row.Field("tunnelId") is null ? OrDash("") : $"{row.Text("tunnelId")}/{row.Text("sessionId")}"),
        new("RX", row => Bytes(row.Number("rxBytes")), Figure: true),
        new("TX", row => Bytes(row.Number("txBytes")), Figure: true),
        new("UP", row => Duration(row.Number("uptimeSeconds")), Figure: true),
    ];

    public static readonly Column[] History =
    [
        new("ENDED", row => Time(row.Text("at"))),
        new("WHAT", row => row.Text("kind") is "pppoe" ? $"pppoe {row.Text("profile")}/{row.Text("sessionId")}"
            : row.Field("sessionId") is null
            ? $"{row.Text("kind")} {row.Text("tunnelId")}"
            : $"{row.Text("kind")} {row.Text("tunnelId")}/{row.Text("sessionId")}"),
        Words("PEER", "peer"),
        new("USER", row => row.Text("user") is { Length: 0 } && row.Text("calledNumber") is { Length: > 0 } called ? $"to {called}" : OrDash(row.Text("user"))),
        new("LASTED", row => Duration(row.Number("durationSeconds")), Figure: true),
        new("RX", row => Bytes(row.Number("rxBytes")), Figure: true),
        new("TX", row => Bytes(row.Number("txBytes")), Figure: true),
        Words("BY", "endedBy"),
        new("WHY", row => string.Join(": ", new[] { row.Text("result"), row.Text("reason") }.Where(text => text.Length > 0))),
    ];

    /// <summary>The node is one thing, not a list: a line per fact.</summary>
    public static readonly Column[] Node =
    [
        Words("name", "name"),
        Words("version", "version"),
        new("started", row => Time(row.Text("started"))),
        new("up", row => Duration(row.Number("uptimeSeconds"))),
        new("listening", row => row.Field("listening") is { ValueKind: JsonValueKind.Array } list
            ? string.Join(", ", list.EnumerateArray().Select(item => item.ToString()))
            : OrDash("")),
        new("tunnels", row => $"{row.Text("tunnels")}, half open {row.Text("halfOpenTunnels")}"),
        new("sessions", row => $"{row.Text("sessions")}, in set-up {row.Text("callsInSetup")}"),
        Words("data plane", "dataPlane"),
        Words("journal", "journal"),
        new("memory", row => $"{Bytes(row.Number("residentBytes"))} resident, {Bytes(row.Number("allocatedBytes"))} allocated since the start"),
    ];

    private static IEnumerable<JsonElement> Lns(JsonElement target) => target.Field("lns") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static string Describe(JsonElement lns) => lns.Text("state") is "set aside"
        ? $"{lns.Text("address")} set aside for {Duration(lns.Number("setAsideSeconds"))}"
        : $"{lns.Text("address")} {lns.Text("state")}";

    private static Column Words(string heading, string field) => new(heading, row => OrDash(row.Text(field)));

    private static Column Figures(string heading, string field) => new(heading, row => OrDash(row.Text(field)), Figure: true);

    private static string Whole(double? number) => number is { } value ? Math.Floor(value).ToString(CultureInfo.InvariantCulture) : OrDash("");
}
