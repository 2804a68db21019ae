using System.Net;
using System.Text.Json.Nodes;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Migration.Xl2tpd;

/// <summary>Our configuration from an xl2tpd.conf and the files that it names.</summary>
/// <param name="file">The path of the file, for places and for the relative paths in it.</param>
/// <param name="secretsOf">The secrets files, once it is known what [global] says of them.</param>
internal sealed class Xl2tpdImport(string file, PppEngine engine, Func<string?, ImportSecrets> secretsOf, ImportReport report)
{
    private readonly JsonObject _json = [];

    /// <summary>The text of a configuration file; says in the report what it could not carry over, and what is wrong with the files.</summary>
    public string Import(string text, out ImportSecrets secrets)
    {
        var sections = Xl2tpdFile.Parse(text, file, report.Errors);
        var global = new GlobalDraft(report);
        foreach (var section in sections.Where(section => section.Context == Xl2tpdContext.Global))
            Xl2tpdOptions.Carry(section, global);

        var directory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        secrets = secretsOf(global.AuthFile is { } auth ? Path.GetFullPath(auth.Value, directory) : null);
        var writer = new Xl2tpdSections(secrets, engine, directory, report) { MaxRetries = global.MaxRetries };
        var lns = sections.Where(section => section.Context == Xl2tpdContext.Lns).Select(writer.ReadLns).ToArray();
        var lacs = sections.Where(section => section.Context == Xl2tpdContext.Lac).Select(writer.ReadLac).ToArray();

        WriteGlobal(global, lns);
        WriteSecrets(global, secrets);
        WriteLns(writer, lns, global);
        WriteLacs(writer, lacs);
        return CommentedJson.Write(_json, Head());
    }

    private IEnumerable<string> Head() =>
    [
        $"From {file}. Check it with `concentrator check`; docs/configuration.md has every option.",
        .. report.InOrder().Select(note => note.ToString()),
    ];

    private void WriteGlobal(GlobalDraft global, LnsDraft[] lns)
    {
        if (IPAddress.Any.Equals(global.ListenAddress))
            _json.Comment("xl2tpd knew IPv4 only; add \"[::]:1701\" for peers with IPv6");
        _json["listen"] = CommentedJson.Array([$"{global.ListenAddress}:{global.Port}"]);
        if (global.Debug)
            _json.Set("node.logLevel", "debug");
        if (!global.AccessControl)
            return;
        _json.Comment("access control = yes: only those whom an LNS names");
        var peers = lns.SelectMany(draft => draft.Peers.Prefixes).Distinct().Select(prefix => $"allow {prefix}").ToArray();
        _json["access"] = CommentedJson.Array(peers is [] ? ["deny any"] : peers);
    }

    private void WriteSecrets(GlobalDraft global, ImportSecrets secrets)
    {
        foreach (var (option, path) in new[] { ("l2tp", secrets.L2tp), ("chap", secrets.Chap), ("pap", secrets.Pap) })
            if (path is not null)
                _json.Set($"secrets.{option}", path);
        if (global.AuthFile is { } auth && secrets.L2tp is null)
            global.Note(Fate.NotCarried, auth, "it cannot be read here");
    }

    /// <summary>xl2tpd asks the section that stands last first, and [lns default] when no other is for the peer.</summary>
    private void WriteLns(Xl2tpdSections writer, LnsDraft[] drafts, GlobalDraft global)
    {
        var (profiles, pools) = (new JsonArray(), new JsonObject());
        foreach (var draft in drafts.OrderBy(draft => draft.Section.IsDefault).ThenByDescending(draft => Array.IndexOf(drafts, draft)))
        {
            var servesEverybody = draft.Section.IsDefault && !global.AccessControl;
            if (draft.Peers.IsEmpty && !servesEverybody)
            {
                report.Note(Fate.NotCarried, draft.Section.Place, $"[lns {draft.Section.Name}]", "names no lac, so xl2tpd uses it for nobody");
                continue;
            }
            // [lns default] takes whom it names no less than everybody else.
            draft.NamesPeers &= !servesEverybody;
            var profile = writer.WriteLns(draft, out var pool);
            if (_json["tun"] is null && draft.Ppp.LocalAddress is { } address && engine is PppEngine.Embedded)
                _json.Set("tun.address", $"{address}");
            if (pool is { } named)
                pools[named.Name] = named.Options;
            profiles.Add((JsonNode)profile);
        }
        if (pools.Count > 0)
            _json["pools"] = pools;
        if (profiles.Count > 0)
            _json["lns"] = profiles;
    }

    private void WriteLacs(Xl2tpdSections writer, LacDraft[] drafts)
    {
        var fallback = drafts.Where(draft => draft.Section.IsDefault).SelectMany(draft => draft.Lns).Take(1).ToArray();
        var dialers = new JsonArray();
        foreach (var draft in drafts)
            if (draft.Section.IsDefault)
            {
                foreach (var entry in draft.Section.Entries.Where(entry => entry.Keyword != "lns"))
                    draft.Note(Fate.Ignored, entry, "[lac default] gives the others an lns and nothing else");
            }
            else if (writer.WriteLac(draft, fallback) is { } dialer)
                dialers.Add((JsonNode)dialer);
        if (dialers.Count > 0)
            _json["dialers"] = dialers;
    }
}
