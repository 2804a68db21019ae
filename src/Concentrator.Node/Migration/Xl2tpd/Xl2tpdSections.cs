using System.Text.Json.Nodes;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Migration.Pppd;

namespace Concentrator.Node.Migration.Xl2tpd;

/// <summary>
/// Our LNS profiles and dialers from sections of xl2tpd.conf: whole files are imported by it, and single sections that `xl2tpd-control` adds to a running node.
/// </summary>
/// <param name="directory">Where relative paths start.</param>
internal sealed class Xl2tpdSections(ImportSecrets secrets, PppEngine engine, string directory, ImportReport report)
{
    /// <summary>What stands for our end of a call where nobody says an address: the dummy address of RFC 7600 section 4.8.</summary>
    private const string DummyAddress = "192.0.0.8";

    /// <summary>Longest name of an interface.</summary>
    private const int LongestInterface = 15;

    /// <summary>[global] max retries: null, as it is by default.</summary>
    public int? MaxRetries { get; init; }

    public LnsDraft ReadLns(Xl2tpdSection section) => Read(section, new LnsDraft(section, new PppTerms(engine, isServer: true, report), report));

    public LacDraft ReadLac(Xl2tpdSection section) => Read(section, new LacDraft(section, new PppTerms(engine, isServer: false, report), report));

    /// <param name="pool">Its name and options; null: the profile has none.</param>
    public JsonObject WriteLns(LnsDraft draft, out (string Name, JsonObject Options)? pool)
    {
        var profile = new JsonObject { ["name"] = NameOf(draft.Section) };
        if (draft.NamesPeers)
            profile.Set("match.peers", CommentedJson.Array(draft.Peers.Prefixes));
        pool = draft is { AssignsAddresses: true, Pool.IsEmpty: false }
            ? (NameOf(draft.Section), new JsonObject { ["ranges"] = CommentedJson.Array(draft.Pool.Ranges) })
            : null;
        if (pool is { } named)
            profile["pool"] = named.Name;
        else if (!draft.Pool.IsEmpty)
            profile.Comment("assign ip = no: only users whose line in chap-secrets or pap-secrets names an address get one");
        WriteTunnel(draft, profile);

        draft.Ppp.LocalAddress ??= draft.LocalRange.IsEmpty ? null : draft.LocalRange.First;
        if (draft.Ppp.LocalAddress is null)
        {
            draft.Ppp.LocalAddress = draft.Pool.IsEmpty ? System.Net.IPAddress.Parse(DummyAddress) : draft.Pool.First;
            report.Note(Fate.Changed, draft.Section.Place, $"[lns {draft.Section.Name}]",
                $"names no local ip, where pppd would take this machine's address; here our end of the calls is {draft.Ppp.LocalAddress}, which leaves the pool");
        }
        // Where only the tunnel has a name of its own, pppd went by the machine's.
        WritePpp(draft, profile, draft.Ppp.Name ?? (draft.HostName is null ? null : Environment.MachineName));
        return profile;
    }

    /// <param name="fallback">The lns of [lac default], which is for those that name none.</param>
    /// <returns>Null when there is nobody to call.</returns>
    public JsonObject? WriteLac(LacDraft draft, IReadOnlyList<Xl2tpdEntry> fallback)
    {
        var lns = draft.Lns.Count > 0 ? draft.Lns : fallback;
        if (lns.Count == 0)
        {
            report.Note(Fate.NotCarried, draft.Section.Place, $"[lac {draft.Section.Name}]", "names no lns, nor does [lac default]");
            return null;
        }

        var dialer = new JsonObject { ["name"] = NameOf(draft.Section), ["lns"] = CommentedJson.Array(lns.Select(entry => entry.Value)), ["auto"] = draft.Autodial };
        WriteUser(draft, dialer);
        var name = draft.Ppp.Interface ?? NameOf(draft.Section);
        if (name.Length > LongestInterface)
            name = name[..LongestInterface];
        if (name != NameOf(draft.Section))
            dialer["interface"] = name;
        if (draft.Ppp.DefaultRoute)
            dialer["routes"] = CommentedJson.Array(["default"]);
        foreach (var option in new[] { "txSpeed", "rxSpeed" })
            if (draft.Json[option] is { } speed)
                dialer[option] = speed.DeepClone();
        WriteRedial(draft, dialer);
        WriteTunnel(draft, dialer);
        WritePpp(draft, dialer, name: null);
        return dialer;
    }

    /// <summary>A name that our configuration takes, of an entry that may have had any.</summary>
    public static string NameOf(Xl2tpdSection section) => NameOf(section.Name);

    /// <inheritdoc cref="NameOf(Xl2tpdSection)"/>
    public static string NameOf(string name) =>
        string.Concat(name.Take(64).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));

    private T Read<T>(Xl2tpdSection section, T draft) where T : ProfileDraft
    {
        Xl2tpdOptions.Carry(section, draft);
        foreach (var (entry, method) in draft.RequiredMethods)
            if (draft.RequiresAuthentication)
                draft.Ppp.Require(method, entry.Place, entry.ToString());
            else
                draft.Note(Fate.Ignored, entry, "without \"require authentication = yes\" it does not reach pppd");
        // pppd read its file after xl2tpd's own options, so what stands there has the last say.
        if (draft.OptionsFile is { } file)
            new PppdOptionsFile(draft.Ppp).Read(Path.GetFullPath(file.Value, directory), file.Place, file.ToString());
        if (NameOf(section) != section.Name)
            report.Note(Fate.Changed, section.Place, $"[{section.Context.ToString().ToLowerInvariant()} {section.Name}]", $"its name is \"{NameOf(section)}\" here");
        return draft;
    }

    private void WriteTunnel(ProfileDraft draft, JsonObject profile)
    {
        if (draft.HostName is not null)
            profile.Set("tunnel.hostName", draft.HostName);
        if (draft.Json["tunnel"]?["receiveWindow"] is { } window)
            profile.Set("tunnel.receiveWindow", window.DeepClone());
        if (MaxRetries is { } retries)
            profile.Set("tunnel.retransmission.retries", retries);
        foreach (var (entry, path, remark) in draft.NeedSecret)
        {
            if (!secrets.HasTunnelSecret(draft.HostName ?? Environment.MachineName))
            {
                draft.Note(Fate.NotCarried, entry, $"{path} needs a secret, and {secrets.WhyNoTunnelSecret}");
                continue;
            }
            profile.Set(path, true);
            if (remark is not null)
                draft.Note(Fate.Changed, entry, remark);
        }
    }

    private static void WritePpp(ProfileDraft draft, JsonObject profile, string? name)
    {
        foreach (var (option, value) in draft.Ppp.Profile)
            profile[option] = value?.DeepClone();
        if (draft.Ppp.Write(name) is { Count: > 0 } ppp)
            profile["ppp"] = ppp;
    }

    private void WriteUser(LacDraft draft, JsonObject dialer)
    {
        if ((draft.Ppp.User ?? draft.Ppp.Name) is not { } user)
            return;
        if (draft.Ppp.Password is { } password)
        {
            dialer["user"] = user;
            secrets.Keep(NameOf(draft.Section), password);
            if (secrets.FileOf(NameOf(draft.Section)) is { } file)
                dialer["passwordFile"] = file;
        }
        else if (secrets.HasUser(user))
            dialer["user"] = user;
        else
        {
            report.Note(Fate.NotCarried, draft.Section.Place, $"user {user} of [lac {draft.Section.Name}]", $"no password for it in {secrets.UserFiles}");
            dialer.Comment($"add: \"user\": \"{user}\", and \"passwordFile\" or a line in secrets.chap");
        }
    }

    private static void WriteRedial(LacDraft draft, JsonObject dialer)
    {
        if (draft.Redials)
        {
            dialer.Set("redial.initial", $"{draft.RedialTimeout}s");
            dialer.Set("redial.maximum", $"{draft.RedialTimeout}s");
            if (draft.MaxRedials > 0)
                dialer.Set("redial.maxAttempts", draft.MaxRedials);
        }
        else
        {
            dialer.Comment("redial = no: one failure, and it stays down until it is dialled");
            dialer.Set("redial.maxAttempts", 1);
        }
    }
}
