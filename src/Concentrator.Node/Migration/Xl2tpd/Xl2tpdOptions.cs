using Concentrator.Node.Migration.Pppd;
using static Concentrator.Node.Migration.Xl2tpd.Xl2tpdContext;
using static Concentrator.Node.Migration.Xl2tpd.Xl2tpdValues;

namespace Concentrator.Node.Migration.Xl2tpd;

/// <param name="Contexts">The sections where it may stand.</param>
/// <param name="Check">Null when the value is one, else what is wrong with it.</param>
/// <param name="Carry">Says the same in the draft, or says in the report why not.</param>
internal sealed record Xl2tpdOption(string Keyword, Xl2tpdContext Contexts, Func<string, string?> Check, Action<Draft, Xl2tpdEntry> Carry);

/// <summary>
/// Every option that xl2tpd 1.3 knows, a row each. docs/moving-from-xl2tpd.md has the same rows for people; what takes several options together
/// is worked out when the section has been read (<see cref="Xl2tpdSections"/>).
/// </summary>
internal static class Xl2tpdOptions
{
    private const string FlowControl = "it belonged to the flow control of calls, which is not in RFC 2661";

    public static readonly IReadOnlyList<Xl2tpdOption> Table =
    [
        // -- [global]
        Row<GlobalDraft>("port", Global, MustBePort, (node, entry) => node.Port = Number(entry.Value)!.Value),
        Row<GlobalDraft>("listen-addr", Global, MustBeAddress, (node, entry) => node.ListenAddress = Address(entry.Value)!),
        Row<GlobalDraft>("auth file", Global, MustBeGiven, (node, entry) => node.AuthFile = entry),
        Row<GlobalDraft>("access control", Global, MustBeFlag, (node, entry) => node.AccessControl = IsYes(entry.Value)),
        Row<GlobalDraft>("force userspace", Global, MustBeFlag, (node, entry) => node.Note(
            Fate.NotNeeded, entry, "which data plane carries payload is a matter of this node's own configuration; without a word there it is the one in user space")),
        Row<GlobalDraft>("ipsec saref", Global, MustBeFlag, NotCarriedIfYes<GlobalDraft>(
            "SA references were for Openswan's KLIPS, which no kernel of today has; peers behind one NAT address are told apart by their ports")),
        Row<GlobalDraft>("saref refinfo", Global, MustBeCount, (node, entry) => node.Note(Fate.NotNeeded, entry, "a number for \"ipsec saref\"")),
        Row<GlobalDraft>("rand source", Global, MustBeRandomSource, (node, entry) => node.Note(Fate.NotNeeded, entry, "random numbers are always the kernel's")),
        Row<GlobalDraft>("max retries", Global, MustBeCount, (node, entry) => node.MaxRetries = Retries(node, entry)),
        Row<GlobalDraft>("cap backoff", Global, MustBeCount, (node, entry) => node.Note(
            Fate.Ignored, entry, "here the longest time-out is tunnel.retransmission.maximum, 8 s at least as the RFC has it")),
        .. new[] { "avp", "network", "packet", "state", "tunnel" }.Select(what => Row<GlobalDraft>($"debug {what}", Global, MustBeFlag, (node, entry) =>
        {
            node.Debug |= IsYes(entry.Value);
            if (what == "packet" && IsYes(entry.Value))
                node.Note(Fate.Changed, entry, "packets are not dumped into the log; `concentrator trace` records them for Wireshark");
        })),

        // -- [lns NAME]
        Row<LnsDraft>("exclusive", Lns, MustBeFlag, (lns, entry) => lns.Note(
            Fate.Ignored, entry, "limits.sessionsPerTunnel and lns[].duplicateLogins limit what a peer can have here")),
        Row<LnsDraft>("ip range", Lns, MustBeRange, (lns, entry) => lns.Pool.Add(First(entry), Last(entry))),
        Row<LnsDraft>("no ip range", Lns, MustBeRange, (lns, entry) => lns.Pool.Remove(First(entry), Last(entry))),
        Row<LnsDraft>("assign ip", Lns, MustBeFlag, (lns, entry) => lns.AssignsAddresses = IsYes(entry.Value)),
        Row<LnsDraft>("local ip range", Lns, MustBeRange, (lns, entry) =>
        {
            lns.LocalRange.Add(First(entry), Last(entry));
            lns.Note(Fate.Changed, entry, "all calls have the same address of ours, the first of the range; a point-to-point link needs no more");
        }),
        Row<LnsDraft>("lac", Lns, MustBeRange, (lns, entry) =>
        {
            lns.NamesPeers = true;
            lns.Peers.Add(First(entry), Last(entry));
        }),
        Row<LnsDraft>("no lac", Lns, MustBeRange, (lns, entry) =>
        {
            lns.NamesPeers = true;
            lns.Peers.Remove(First(entry), Last(entry));
        }),
        .. new[] { "unix authentication", "unix auth" }.Select(keyword => Row<LnsDraft>(keyword, Lns, MustBeFlag, (lns, entry) =>
        {
            if (IsYes(entry.Value))
                lns.Ppp.OnlyByPppd(["login"], entry.Place, entry.ToString(), "passwords of the system's users are pppd's to check", authenticates: true);
        })),

        // -- [lac NAME]
        Row<LacDraft>("lns", Lac, MustBeLns, (lac, entry) =>
        {
            lac.Lns.Add(entry);
            if (lac.Lns.Count == 2)
                lac.Note(Fate.Changed, entry, "xl2tpd used the first lns only; here each is tried in turn");
        }),
        Row<LacDraft>("autodial", Lac, MustBeFlag, (lac, entry) => lac.Autodial = IsYes(entry.Value)),
        Row<LacDraft>("redial", Lac, MustBeFlag, (lac, entry) => lac.Redials = IsYes(entry.Value)),
        Row<LacDraft>("redial timeout", Lac, MustBePositive, (lac, entry) => lac.RedialTimeout = Number(entry.Value)!.Value),
        Row<LacDraft>("max redials", Lac, MustBePositive, (lac, entry) => lac.MaxRedials = Number(entry.Value)!.Value),
        Row<LacDraft>("remote ip", Lac, MustBeAddress, (lac, entry) => lac.Ppp.OnlyByPppd(
            [$":{entry.Value}"], entry.Place, entry.ToString(), "the other end of the link says itself which address it has")),
        Row<LacDraft>("defaultroute", Lac, MustBeFlag, (lac, entry) => lac.Ppp.DefaultRoute = IsYes(entry.Value)),

        // -- either
        Row<ProfileDraft>("local ip", Both, MustBeAddress, (profile, entry) =>
        {
            if (profile is LnsDraft { LocalRange.IsEmpty: false })
                profile.Report.Error(entry.Place, "\"local ip\" and \"local ip range\" exclude each other");
            profile.Ppp.LocalAddress = Address(entry.Value);
        }),
        Row<ProfileDraft>("hidden bit", Both, MustBeFlag, (profile, entry) =>
        {
            if (IsYes(entry.Value))
                profile.NeedSecret.Add((entry, "tunnel.hideAvps", "xl2tpd announced hidden AVPs and sent none; here they are hidden, which the peer must be able to read"));
        }),
        Row<ProfileDraft>("length bit", Both, MustBeFlag, NotCarriedIfYes<ProfileDraft>(
            "the Length field of data messages is optional, UDP knows the length; it is understood when a peer sends it")),
        Row<ProfileDraft>("challenge", Both, MustBeFlag, (profile, entry) =>
        {
            if (IsYes(entry.Value))
                profile.NeedSecret.Add((entry, "tunnel.challenge", null));
        }),
        Row<ProfileDraft>("require pap", Both, MustBeFlag, (profile, entry) => Require(profile, entry, PppMethod.Pap)),
        Row<ProfileDraft>("require chap", Both, MustBeFlag, (profile, entry) => Require(profile, entry, PppMethod.Chap)),
        .. new[] { "authentication", "auth" }.Select(word => Row<ProfileDraft>($"require {word}", Both, MustBeFlag, (profile, entry) =>
        {
            profile.RequiresAuthentication = IsYes(entry.Value);
            if (profile.RequiresAuthentication)
                profile.Ppp.Require(null, entry.Place, entry.ToString());
        })),
        Row<ProfileDraft>("refuse pap", Both, MustBeFlag, (profile, entry) => Refuse(profile, entry, PppMethod.Pap)),
        Row<ProfileDraft>("refuse chap", Both, MustBeFlag, (profile, entry) => Refuse(profile, entry, PppMethod.Chap)),
        .. new[] { "authentication", "auth" }.Select(word => Row<ProfileDraft>($"refuse {word}", Both, MustBeFlag, (profile, entry) =>
        {
            Refuse(profile, entry, PppMethod.Pap);
            Refuse(profile, entry, PppMethod.Chap);
        })),
        Row<ProfileDraft>("name", Both, MustBeGiven, (profile, entry) => profile.Ppp.Name = entry.Value),
        Row<ProfileDraft>("hostname", Both, MustBeGiven, (profile, entry) => profile.HostName = entry.Value),
        Row<ProfileDraft>("ppp debug", Both, MustBeFlag, (profile, entry) =>
        {
            if (IsYes(entry.Value))
                profile.Ppp.OnlyByPppd(["debug"], entry.Place, entry.ToString(), "node.logLevel \"debug\" has a transcript of PPP, of every call");
        }),
        Row<ProfileDraft>("pass peer", Both, MustBeFlag, (profile, entry) => profile.Note(
            Fate.NotNeeded, entry, "scripts of pppd are always given the peer's address as ipparam; the embedded engine runs no scripts")),
        Row<ProfileDraft>("pppoptfile", Both, MustBeGiven, (profile, entry) => profile.OptionsFile = entry),
        Row<ProfileDraft>("tunnel rws", Both, MustBePositive, (profile, entry) => profile.Json.Set("tunnel.receiveWindow", Math.Min(Number(entry.Value)!.Value, 1024))),
        Row<ProfileDraft>("call rws", Both, _ => null, (profile, entry) => profile.Note(Fate.Ignored, entry, FlowControl)),
        Row<ProfileDraft>("flow bit", Both, MustBeFlag, (profile, entry) => profile.Note(Fate.Ignored, entry, FlowControl)),
        Row<ProfileDraft>("tx bps", Both, MustBePositive, (profile, entry) => Speed(profile, entry, "txSpeed")),
        Row<ProfileDraft>("rx bps", Both, MustBePositive, (profile, entry) => Speed(profile, entry, "rxSpeed")),
        Row<ProfileDraft>("bps", Both, MustBePositive, (profile, entry) => Speed(profile, entry, "txSpeed", "rxSpeed")),
    ];

    /// <summary>Reads the lines of a section into its draft.</summary>
    public static void Carry(Xl2tpdSection section, Draft draft)
    {
        foreach (var entry in section.Entries)
        {
            var options = Table.Where(option => option.Keyword == entry.Keyword).ToArray();
            if (options.FirstOrDefault(option => option.Contexts.HasFlag(section.Context)) is not { } option)
                draft.Report.Error(entry.Place, options.Length > 0
                    ? $"\"{entry.Keyword}\" is no option of [{section.Context.ToString().ToLowerInvariant()}]"
                    : $"xl2tpd has no option \"{entry.Keyword}\"");
            else if (option.Check(entry.Value) is { } error)
                draft.Report.Error(entry.Place, $"\"{entry.Keyword}\" {error}");
            else
                option.Carry(draft, entry);
        }
    }

    private static Xl2tpdOption Row<T>(string keyword, Xl2tpdContext contexts, Func<string, string?> check, Action<T, Xl2tpdEntry> carry) where T : Draft =>
        new(keyword, contexts, check, (draft, entry) => carry((T)draft, entry));

    private static Action<T, Xl2tpdEntry> NotCarriedIfYes<T>(string why) where T : Draft => (draft, entry) =>
    {
        if (IsYes(entry.Value))
            draft.Note(Fate.NotCarried, entry, why);
    };

    private static System.Net.IPAddress First(Xl2tpdEntry entry) => Range(entry.Value)!.Value.First;

    private static System.Net.IPAddress Last(Xl2tpdEntry entry) => Range(entry.Value)!.Value.Last;

    private static int Retries(GlobalDraft node, Xl2tpdEntry entry)
    {
        var retries = Math.Clamp(Number(entry.Value)!.Value, 1, 100);
        if ($"{retries}" != entry.Value)
            node.Note(Fate.Changed, entry, $"{retries} is what tunnel.retransmission.retries can be");
        return retries;
    }

    private static void Require(ProfileDraft profile, Xl2tpdEntry entry, PppMethod method)
    {
        if (IsYes(entry.Value))
            profile.RequiredMethods.Add((entry, method));
    }

    private static void Refuse(ProfileDraft profile, Xl2tpdEntry entry, PppMethod method)
    {
        if (IsYes(entry.Value))
            profile.Ppp.Refuse(method, entry.Place, entry.ToString());
    }

    private static void Speed(ProfileDraft profile, Xl2tpdEntry entry, params string[] options)
    {
        if (profile is LnsDraft)
            profile.Note(Fate.NotCarried, entry, "an LNS tells speeds in calls that it asks for only; xl2tpd never limited traffic to them, which rate.up and rate.down of the profile would");
        foreach (var option in profile is LacDraft ? options : [])
            profile.Json.Set(option, Number(entry.Value)!.Value);
    }
}
