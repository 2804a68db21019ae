using System.Globalization;
using Concentrator.Control.Policy;

namespace Concentrator.Node.Migration.Pppd;

/// <param name="Arguments">How many words belong to it; null: the rest of its line.</param>
internal sealed record PppdOption(int? Arguments, Action<PppTerms, PppdEntry> Carry);

/// <summary>The options of pppd(8) that have a meaning here, or are known to have none.</summary>
internal static class PppdOptions
{
    private const string NoSerialLine = "a call has no serial line and no modem";
    private const string AlwaysSo = "it is always so here";

    private static readonly Dictionary<string, PppdOption> Table = new(
    [
        // -- authentication
        .. Row("auth", 0, (ppp, entry) => ppp.Require(null, entry.Place, $"{entry}")),
        .. Row("noauth", 0, (ppp, _) => ppp.RequireNothing()),
        .. Methods("require-", "+", (ppp, entry, method) => ppp.Require(method, entry.Place, $"{entry}")),
        .. Methods("refuse-", "-", (ppp, entry, method) => ppp.Refuse(method, entry.Place, $"{entry}")),
        .. Row("name", 1, (ppp, entry) => ppp.Name = entry.Arguments[0]),
        .. Row("user", 1, (ppp, entry) => ppp.User = entry.Arguments[0]),
        .. Row("password", 1, (ppp, entry) => ppp.Password = entry.Arguments[0]),
        .. Row("chap-interval", 1, (ppp, entry) => Time(ppp, entry, "rechallenge", 0, 86_400)),
        .. PppdOnly("is pppd's to check", authenticates: true, ["login", "session_hook", "allow-ip 1", "privgroup 1"]),

        // -- LCP
        .. Row("mru", 1, (ppp, entry) => ppp.Mru = Number(ppp, entry)),
        .. Row("mtu", 1, (ppp, entry) => ppp.Mtu = Number(ppp, entry) is { } mtu ? (mtu, entry) : null),
        .. Row("lcp-echo-interval", 1, (ppp, entry) => Time(ppp, entry, "echoInterval", 0, 86_400)),
        .. Row("lcp-echo-failure", 1, (ppp, entry) => Count(ppp, entry, "echoFailures", 1, 100)),
        .. Row("lcp-restart", 1, (ppp, entry) => Time(ppp, entry, "restartTimer", 1, 60)),
        .. Row("lcp-max-configure", 1, (ppp, entry) => Count(ppp, entry, "maxConfigure", 1, 255)),
        .. Row("lcp-max-terminate", 1, (ppp, entry) => Count(ppp, entry, "maxTerminate", 1, 255)),
        .. Row("lcp-max-failure", 1, (ppp, entry) => Count(ppp, entry, "maxFailure", 1, 255)),
        .. Rows(["noaccomp", "-ac"], 0, (ppp, _) => ppp.Json["acfc"] = false),
        .. Rows(["nopcomp", "-pc"], 0, (ppp, _) => ppp.Json["pfc"] = false),
        .. Rows(["asyncmap", "-as"], 1, Accm),

        // -- network protocols
        .. Rows(["ms-dns", "dns-addr"], 1, (ppp, entry) => Server(ppp, entry, ppp.Dns, "dns")),
        .. Rows(["ms-wins", "wins-addr"], 1, (ppp, entry) => Server(ppp, entry, ppp.Nbns, "nbns")),
        .. Rows(["+ipv6", "ipv6cp-use-ipaddr"], 0, (ppp, _) => ppp.Json["ipv6"] = true),
        .. Rows(["noipv6", "-ipv6"], 0, (ppp, _) => ppp.Json["ipv6"] = false),
        .. Row("ifname", 1, (ppp, entry) => NameInterface(ppp, entry, entry.Arguments[0])),
        .. Row("unit", 1, (ppp, entry) => NameInterface(ppp, entry, $"ppp{entry.Arguments[0]}")),
        .. Rows(["defaultroute", "replacedefaultroute"], 0, DefaultRoute),
        .. Row("nodefaultroute", 0, (ppp, _) => ppp.DefaultRoute = false),
        .. PppdOnly("the name servers that an LNS tells are not made this machine's", false, ["usepeerdns"]),
        .. PppdOnly("addresses of subscribers are routed; to answer ARP for them, set net.ipv4.conf.INTERFACE.proxy_arp", false, ["proxyarp"]),
        .. PppdOnly("the embedded engine does not compress", false, ["bsdcomp 1", "deflate 1", "predictor1", "ccp-max-configure 1"]),
        .. PppdOnly("the embedded engine does not encrypt: MPPE is pppd's, in the kernel", authenticates: true,
            ["require-mppe", "require-mppe-40", "require-mppe-56", "require-mppe-128", "mppe-stateful", "mppe 1", "+mppe", "+mppe-40", "+mppe-128"]),
        .. PppdOnly("one call is one link", false, ["multilink", "mp"]),
        .. PppdOnly("only pppd has it", false,
            ["ipcp-restart 1", "ipcp-max-configure 1", "ipcp-max-terminate 1", "ipcp-max-failure 1", "ipv6cp-restart 1", "ipv6 1", "vj-max-slots 1", "vj",
                "usehostname", "domain 1", "remotename 1", "endpoint 1", "lcp-echo-adaptive", "demand", "active-filter 1", "pass-filter 1"]),

        // -- scripts, plugins and logs
        .. Row("plugin", null, (ppp, entry) => ppp.OnlyByPppd(entry.Words, entry.Place, $"{entry}", "plugins are pppd's", authenticates: true)),
        .. PppdOnly("the embedded engine runs no scripts", false,
            ["ipparam 1", "ip-up-script 1", "ip-down-script 1", "ip-pre-up-script 1", "ipv6-up-script 1", "ipv6-down-script 1", "auth-up 1", "auth-down 1",
                "linkname 1", "set 1", "unset 1"]),
        .. Row("idle", 1, (ppp, entry) => Limit(ppp, entry, "idleTimeout")),
        .. Row("maxconnect", 1, (ppp, entry) => Limit(ppp, entry, "sessionTimeout")),
        .. PppdOnly("node.logLevel \"debug\" has a transcript of PPP, of every call", false, ["debug", "-d", "dump", "kdebug 1", "logfile 1", "logfd 1"]),
        .. Rows(["file", "call"], 1, (_, _) => { }),   // read in its place by PppdOptionsFile

        // -- what there is no need for
        .. Unneeded(AlwaysSo, "nodetach", "noipdefault", "ipcp-accept-local", "ipcp-accept-remote", "receive-all", "default-asyncmap", "-am", "hide-password"),
        .. Unneeded(AlwaysSo, "noccp", "nobsdcomp", "nodeflate", "nopredictor1", "novj", "novjccomp", "-vj", "-vjccomp", "nomppe", "nomppc", "nomp", "nomultilink",
            "noendpoint", "noktune", "noproxyarp", "noipx", "nolog", "nologfd", "deflate-draft"),
        .. Unneeded(NoSerialLine, "crtscts", "nocrtscts", "cdtrcts", "nocdtrcts", "xonxoff", "lock", "nolock", "modem", "local", "sync", "escape 1",
            "connect 1", "disconnect 1", "init 1", "welcome 1", "pty 1", "connect-delay 1", "speed 1"),
        .. Unneeded("this node begins to negotiate itself, and answers a peer that begins first", "passive", "-p", "silent"),
        .. Unneeded("calls are placed again by the dialer's redial rules", "persist", "nopersist", "maxfail 1", "holdoff 1"),
        .. Unneeded("it is about pppd's own process", "detach", "-detach", "updetach", "show-password", "ktune", "nodefaultroute6", "record 1", "dryrun"),
    ]);

    /// <summary>Null: nothing is known of the word.</summary>
    public static PppdOption? Find(string word)
    {
        if (Table.GetValueOrDefault(word) is { } option)
            return option;
        // pppd takes words that are no options, too: a device, its speed, and the addresses of both ends.
        if (word.StartsWith("/dev/", StringComparison.Ordinal) || word.All(char.IsAsciiDigit))
            return new PppdOption(0, (ppp, entry) => ppp.Report.Note(Fate.NotNeeded, entry.Place, word, NoSerialLine));
        return word.Split(':') is [var local, var remote] && (local.Length == 0 || IsAddress(local)) && (remote.Length == 0 || IsAddress(remote))
            ? new PppdOption(0, (ppp, entry) => Addresses(ppp, entry, local, remote))
            : null;
    }

    // -- rows

    private static KeyValuePair<string, PppdOption>[] Row(string word, int? arguments, Action<PppTerms, PppdEntry> carry) => [new(word, new PppdOption(arguments, carry))];

    private static IEnumerable<KeyValuePair<string, PppdOption>> Rows(string[] words, int? arguments, Action<PppTerms, PppdEntry> carry) =>
        words.SelectMany(word => Row(word, arguments, carry));

    /// <summary>The option for each method, under both of its names ("require-pap" and "+pap").</summary>
    private static IEnumerable<KeyValuePair<string, PppdOption>> Methods(string prefix, string shortPrefix, Action<PppTerms, PppdEntry, PppMethod> carry) =>
        from row in new[]
        {
            (PppMethod.Pap, "pap"), (PppMethod.Chap, "chap"), (PppMethod.Chap, "chap-md5"), (PppMethod.MsChap, "mschap"), (PppMethod.MsChapV2, "mschap-v2"),
            (PppMethod.Eap, "eap"),
        }
        from word in new[] { $"{prefix}{row.Item2}", $"{shortPrefix}{row.Item2}" }
        select new KeyValuePair<string, PppdOption>(word, new PppdOption(0, (ppp, entry) => carry(ppp, entry, row.Item1)));

    /// <param name="words">A number after a word: so many further words belong to it.</param>
    private static IEnumerable<KeyValuePair<string, PppdOption>> PppdOnly(string why, bool authenticates, string[] words) =>
        Each(words, (ppp, entry) => ppp.OnlyByPppd(entry.Words, entry.Place, $"{entry}", why, authenticates));

    private static IEnumerable<KeyValuePair<string, PppdOption>> Unneeded(string why, params string[] words) =>
        Each(words, (ppp, entry) => ppp.Report.Note(Fate.NotNeeded, entry.Place, $"{entry}", why));

    private static IEnumerable<KeyValuePair<string, PppdOption>> Each(string[] words, Action<PppTerms, PppdEntry> carry) =>
        from word in words
        let parts = word.Split(' ')
        select new KeyValuePair<string, PppdOption>(parts[0], new PppdOption(parts.Length == 1 ? 0 : int.Parse(parts[1], CultureInfo.InvariantCulture), carry));

    // -- what they do

    private static int? Number(PppTerms ppp, PppdEntry entry)
    {
        if (int.TryParse(entry.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        ppp.Report.Error(entry.Place, $"\"{entry}\": a number is expected");
        return null;
    }

    private static int? Within(PppTerms ppp, PppdEntry entry, int least, int most)
    {
        if (Number(ppp, entry) is not { } number)
            return null;
        var value = Math.Clamp(number, least, most);
        if (value != number)
            ppp.Report.Note(Fate.Changed, entry.Place, $"{entry}", $"{value} is the nearest that there is");
        return value;
    }

    private static void Limit(PppTerms ppp, PppdEntry entry, string option)
    {
        if (Within(ppp, entry, 0, 365 * 86_400) is { } seconds)
            ppp.Limit(option, seconds, entry);
    }

    private static void Count(PppTerms ppp, PppdEntry entry, string option, int least, int most)
    {
        if (Within(ppp, entry, least, most) is { } number)
            ppp.Json[option] = number;
    }

    private static void Time(PppTerms ppp, PppdEntry entry, string option, int least, int most)
    {
        if (Within(ppp, entry, least, most) is { } seconds)
            ppp.Json[option] = $"{seconds}s";
    }

    private static void Accm(PppTerms ppp, PppdEntry entry)
    {
        var text = entry.Arguments[0].StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? entry.Arguments[0][2..] : entry.Arguments[0];
        if (!uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var map))
            ppp.Report.Error(entry.Place, $"\"{entry}\": a map of 32 bits is expected");
        else if (map != 0)
            ppp.Json["accm"] = $"0x{map:x8}";
    }

    private static void Server(PppTerms ppp, PppdEntry entry, List<string> servers, string option)
    {
        if (!IsAddress(entry.Arguments[0]))
            ppp.Report.Note(Fate.NotCarried, entry.Place, $"{entry}", $"ppp.{option} wants an IPv4 address");
        else if (!ppp.IsServer)
            ppp.Report.Note(Fate.NotNeeded, entry.Place, $"{entry}", "as a client this node tells no name servers");
        else if (servers.Count == 2)
            ppp.Report.Note(Fate.NotCarried, entry.Place, $"{entry}", "at most two can be told to a peer (RFC 1877)");
        else if (!servers.Contains(entry.Arguments[0]))
            servers.Add(entry.Arguments[0]);
    }

    private static void NameInterface(PppTerms ppp, PppdEntry entry, string name)
    {
        if (ppp.IsServer)
            ppp.Report.Note(Fate.NotCarried, entry.Place, $"{entry}", "interfaces of subscribers are tun.name, or named by this node when pppd is the engine");
        else
            ppp.Interface = name;
    }

    private static void DefaultRoute(PppTerms ppp, PppdEntry entry)
    {
        if (ppp.IsServer)
            ppp.Report.Note(Fate.NotCarried, entry.Place, $"{entry}", "a subscriber is no way out for this machine");
        else
            ppp.DefaultRoute = true;
    }

    private static void Addresses(PppTerms ppp, PppdEntry entry, string local, string remote)
    {
        if (local.Length > 0)
            ppp.LocalAddress = System.Net.IPAddress.Parse(local);
        if (remote.Length > 0)
            ppp.OnlyByPppd([$":{remote}"], entry.Place, $"{entry}",
                ppp.IsServer ? "subscribers have the addresses of the pool, or those that their secrets name" : "the other end of the link says itself which address it has");
    }

    private static bool IsAddress(string text) => Prefix.TryParse(text, out var prefix) && prefix.IsIpv4 && !text.Contains('/');
}
