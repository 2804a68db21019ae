using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Pppd;

/// <summary>
/// The words after "pppd" and its environment, from the profile and the call. Later words win: the profile's options file comes first, then what
/// this node sets, then the profile's own arguments. Secrets are never among them (<see cref="PppdSecretFile"/>).
/// </summary>
internal static class PppdCommandLine
{
    private static readonly (AuthMethod Method, string Word)[] Methods =
        [(AuthMethod.MsChapV2, "mschap-v2"), (AuthMethod.ChapMd5, "chap"), (AuthMethod.Pap, "pap")];

    /// <summary>What no profile asks for: pppd shall not fall back on it.</summary>
    private static readonly string[] RefusedAlways = ["refuse-mschap", "refuse-eap"];

    /// <param name="secretFile">Of further options; null: there are none.</param>
    public static string[] Arguments(PppdCall call, string? secretFile) =>
    [
        .. Option("file", call.Ppp.Pppd.OptionsFile),

        // Whoever starts it again is this node.
        "nodetach", "nopersist",
        .. call.Reporting is { } reporting ? OverSocket(reporting) : OverTerminal,

        // What compresses packets by their predecessors would not survive the loss of one. MPPE remains for the options file to require.
        "novj", "nobsdcomp", "nodeflate",

        .. call.Ppp.Acfc ? [] : Words("noaccomp"),
        .. call.Ppp.Pfc ? [] : Words("nopcomp"),
        .. call.Ppp.Ipv6 ? Words("+ipv6") : Words("noipv6"),
        "mru", $"{call.Mru}", "mtu", $"{call.Mru}",
        "ifname", call.Interface,
        "ipparam", call.Peer.ToIPAddress().ToString(),

        .. Timers(call),
        .. call.IsServer ? Server(call) : Client(call),
        .. Option("file", secretFile),
        .. ScriptVariables(call).SelectMany(variable => Words("set", $"{variable.Name}={variable.Value}")),
        .. call.Ppp.Pppd.Arguments,
    ];

    /// <summary>Only what pppd and its plugins need: ours may hold secrets.</summary>
    public static IReadOnlyDictionary<string, string> Environment(PppdCall call) =>
        ScriptVariables(call).Append(("PATH", ChildProcessOptions.SearchPath)).ToDictionary();

    /// <summary>
    /// The terminal is its standard input, and no modem. Characters are not escaped where the data plane takes them as they are (RFC 1662 section 7.1).
    /// </summary>
    private static readonly string[] OverTerminal = ["local", "nocrtscts", "nolock", "receive-all", "asyncmap", "0"];

    /// <summary>The session in the kernel is its descriptor 3; the terminal is for its report alone.</summary>
    private static IEnumerable<string> OverSocket(PppdReporting reporting) =>
        ["nolog", "plugin", "pppol2tp.so", "pppol2tp", "3", "ip-up-script", reporting.Script, "set", $"{PppdReporting.Variable}={reporting.Terminal}"];

    private static IEnumerable<string> Timers(PppdCall call) =>
    [
        // Where this node speaks LCP with the peer, the echoes are its own.
        "lcp-echo-interval", Seconds(call.SplitsLink ? TimeSpan.Zero : call.Ppp.EchoInterval ?? TimeSpan.Zero), "lcp-echo-failure", $"{call.Ppp.EchoFailures}",
        .. from protocol in Words("lcp", "ipcp")
           from row in new[] { ("restart", Seconds(call.Ppp.RestartTimer)), ("max-configure", $"{call.Ppp.MaxConfigure}"),
               ("max-terminate", $"{call.Ppp.MaxTerminate}"), ("max-failure", $"{call.Ppp.MaxFailure}") }
           from word in Words($"{protocol}-{row.Item1}", row.Item2)
           select word,
    ];

    private static IEnumerable<string> Server(PppdCall call) =>
    [
        "name", call.Ppp.Name,
        .. call.SplitsLink || call.Ppp.Authentication.IsEmpty ? Words("noauth") : Authenticator(call),
        .. Methods.Select(row => $"refuse-{row.Word}"), .. RefusedAlways,
        .. call.Ppp.LocalAddress is null && call.PeerAddress is null ? [] : Words($"{call.Ppp.LocalAddress}:{call.PeerAddress}"),
        .. call.Ppp.Dns.SelectMany(server => Words("ms-dns", $"{server}")),
        .. call.Ppp.Nbns.SelectMany(server => Words("ms-wins", $"{server}")),
        "nodefaultroute",
    ];

    private static IEnumerable<string> Authenticator(PppdCall call) =>
    [
        "auth", .. Methods.Where(row => call.Ppp.Authentication.Contains(row.Method)).Select(row => $"require-{row.Word}"),
        .. call.Ppp.Rechallenge is { } interval ? Words("chap-interval", Seconds(interval)) : [],
    ];

    /// <summary>Routes are the dialer's: they need a host route to the LNS first, which pppd knows nothing of.</summary>
    private static IEnumerable<string> Client(PppdCall call) =>
    [
        "noauth", .. Option("user", call.User),
        .. Methods.Where(row => !call.Ppp.Authentication.Contains(row.Method)).Select(row => $"refuse-{row.Word}"), .. RefusedAlways,
        "noipdefault", "ipcp-accept-remote",
        .. call.Ppp.LocalAddress is { } address ? Words($"{address}:") : Words("ipcp-accept-local"),
        "nodefaultroute",
    ];

    /// <summary>As plugins know them from xl2tpd, and what they may want besides.</summary>
    private static IEnumerable<(string Name, string Value)> ScriptVariables(PppdCall call) =>
    [
        .. new[] { ("CALLER_ID", call.CallingNumber), ("CALLED_ID", call.CalledNumber), ("PEERNAME", call.PeerName) }
            .Where(row => row.Item2 is not null).Select(row => (row.Item1, Printable(row.Item2!))),
        ("L2TP_PEER", call.Peer.ToIPAddress().ToString()),
        ("L2TP_TUNNEL", $"{call.Key.Tunnel.Value}"),
        ("L2TP_SESSION", $"{call.Key.Session.Value}"),
    ];

    /// <summary>What a peer has called itself may reach a shell script of the operator's.</summary>
    private static string Printable(string text) =>
        new([.. text.Where(letter => char.IsAsciiLetterOrDigit(letter) || "+-*#.,:@_/ ".Contains(letter)).Take(64)]);

    private static string Seconds(TimeSpan time) => $"{Math.Ceiling(time.TotalSeconds):0}";

    private static string[] Option(string word, string? value) => value is null ? [] : [word, value];

    private static string[] Words(params string[] words) => words;
}
