using System.Text.Json;
using System.Text.Json.Nodes;
using Concentrator.Cli.Http;
using Concentrator.Cli.Tables;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Migration.Xl2tpd;

namespace Concentrator.Node.Migration;

/// <summary>What xl2tpd's control pipe answers, lines of a two-digit code and a text, of a running node.</summary>
/// <param name="remarks">Gets what of an option could not be carried over.</param>
internal sealed class Xl2tpdControl(ControlClient node, PppEngine engine, TextWriter remarks, CancellationToken cancellation)
{
    private const int Done = 0, NotFound = 1, BadConfiguration = 3;

    private readonly List<string> _answer = [];
    private int _code = Done;

    /// <summary>The lines of the answer.</summary>
    public string Answer => string.Concat(_answer.Select(line => $"{_code:00} {line}\n"));

    /// <summary>0, or the code of what went wrong.</summary>
    public int Code => _code;

    // -- LACs

    public Task AddLac(string name, string options) => Add(Xl2tpdContext.Lac, name, options);

    public Task RemoveLac(string name) => Remove(Xl2tpdContext.Lac, name);

    public async Task ConnectLac(string name, string? user, string? password)
    {
        if (await IsProfile("dialer", name))
            await Command($"dialers/{Uri.EscapeDataString(name)}/dial", new JsonObject { ["hangUp"] = false, ["user"] = user, ["password"] = password });
        else
            Fail(NotFound, $"No such tunnel '{name}'");
    }

    /// <param name="name">Or the id of a tunnel.</param>
    public async Task DisconnectLac(string name)
    {
        if (await IsProfile("dialer", name) is var isDialer && !isDialer && !ushort.TryParse(name, out _))
            Fail(NotFound, $"No such tunnel '{name}'");
        else if (!isDialer)
            await Command($"tunnels/{name}/close", new JsonObject { ["reason"] = "xl2tpd-control" });
        else if ((await Items("dialers")).Single(dialer => dialer.Text("name") == name).Text("state") == "down")
            Fail(NotFound, $"Session '{name}' not up");
        else
            await Command($"dialers/{Uri.EscapeDataString(name)}/dial", new JsonObject { ["hangUp"] = true });
    }

    public async Task StatusLac(string name)
    {
        if ((await Items("dialers")).FirstOrDefault(dialer => dialer.Text("name") == name) is not { ValueKind: JsonValueKind.Object } dialer)
        {
            Fail(NotFound, $"No such tunnel '{name}'");
            return;
        }
        _answer.Add("OK");
        foreach (var (key, field) in new[] { ("state", "state"), ("lns", "lns"), ("attempts", "attempts"), ("error", "lastError") })
            Status($"lac.{key}", dialer.Text(field));
        await StatusOfTunnels(name);
    }

    // -- LNSs

    public Task AddLns(string name, string options) => Add(Xl2tpdContext.Lns, name, options);

    /// <summary>Its tunnels go with it.</summary>
    public async Task RemoveLns(string name)
    {
        await Remove(Xl2tpdContext.Lns, name);
        foreach (var tunnel in _code == Done ? await TunnelsOf(name) : [])
            try
            {
                await node.PostAsync($"tunnels/{tunnel.Text("tunnelId")}/close", new JsonObject { ["reason"] = "the LNS profile is removed" }, cancellation);
            }
            catch (ControlRefusedException)
            {
                // It has ended by itself in the meantime.
            }
    }

    public async Task StatusLns(string name)
    {
        if (!await IsProfile("lns", name))
        {
            Fail(NotFound, "Error: Could not find lns");
            return;
        }
        _answer.Add("OK");
        await StatusOfTunnels(name);
    }

    public async Task Available()
    {
        _answer.Add("OK");
        var profiles = await Items("profiles");
        foreach (var (kind, word) in new[] { ("lns", "lns"), ("dialer", "lac") })
        {
            var names = profiles.Where(profile => profile.Text("kind") == kind).Select(profile => profile.Text("name")).ToArray();
            foreach (var (index, name) in names.Index())
                _answer.Add($"AVAILABLE {word}.{index}.name={name}");
            _answer.Add($"AVAILABLE {word}.count={names.Length}");
        }
        foreach (var tunnel in await Items("tunnels"))
            _answer.Add($"AVAILABLE tunnel id {tunnel.Text("peerTunnelId")}, ourtid {tunnel.Text("tunnelId")} has {tunnel.Text("sessions")} calls");
        var counts = JsonDocument.Parse(await node.GetAsync("node", cancellation)).RootElement;
        _answer.Add($"AVAILABLE tunnels count={counts.Text("tunnels")}");
        _answer.Add($"AVAILABLE calls count={counts.Text("sessions")}");
    }

    // -- what they have in common

    /// <summary>As xl2tpd does, options go to what there is of this name already; single values are replaced, ranges grow.</summary>
    private async Task Add(Xl2tpdContext context, string name, string options)
    {
        var (report, section) = (new ImportReport(), new Xl2tpdSection(context, name, $"{name}:0"));
        var before = (await Items("additions")).Where(part => part.Text("name") == NameOf(context, name)).Select(part => part.Text("source"));
        var source = string.Join(';', before.Append(options));
        foreach (var (index, option) in source.Split(';').Select(text => text.Trim()).Where(text => text.Length > 0).Index())
            if (option.Split('=', 2, StringSplitOptions.TrimEntries) is [var keyword, var value])
                section.Entries.Add(new Xl2tpdEntry(keyword.ToLowerInvariant(), value, $"{name}:{index + 1}"));
            else
                report.Error($"{name}:{index + 1}", $"\"{option}\" has no \"=\"");

        var secrets = ImportSecrets.OfNode();
        var part = Write(new Xl2tpdSections(secrets, engine, Directory.GetCurrentDirectory(), report), section);
        foreach (var note in report.InOrder().Where(note => note.Place.StartsWith($"{name}:", StringComparison.Ordinal)))
            await remarks.WriteLineAsync($"{note}");
        if (report.Errors.Count > 0 || part is null)
        {
            Fail(BadConfiguration, $"Configuration parse error: {string.Join("; ", report.Errors.Select(error => error.Text).DefaultIfEmpty("there is nobody to call"))}");
            return;
        }
        part["source"] = source;
        part["passwords"] = new JsonObject(secrets.Passwords.Select(row => KeyValuePair.Create(row.Key, (JsonNode?)row.Value)));
        await Change(HttpMethod.Put, NameOf(context, name), part, BadConfiguration);
    }

    private static JsonObject? Write(Xl2tpdSections sections, Xl2tpdSection section)
    {
        if (section.Context is Xl2tpdContext.Lac)
            return sections.WriteLac(sections.ReadLac(section), []) is { } dialer ? new JsonObject { ["dialers"] = new JsonArray(CommentedJson.WithoutComments(dialer)) } : null;
        var draft = sections.ReadLns(section);
        var profile = sections.WriteLns(draft, out var pool);
        var part = new JsonObject { ["lns"] = new JsonArray(CommentedJson.WithoutComments(profile)) };
        if (pool is { } named)
            part["pools"] = new JsonObject { [named.Name] = named.Options };
        return part;
    }

    private async Task Remove(Xl2tpdContext context, string name)
    {
        var kind = context is Xl2tpdContext.Lac ? "dialer" : "lns";
        if ((await Items("additions")).Any(part => part.Text("name") == NameOf(context, name)))
            await Change(HttpMethod.Delete, NameOf(context, name), null, NotFound);
        else
            Fail(NotFound, await IsProfile(kind, name) ? $"'{name}' stands in the configuration file: take it out there, and reload" : $"No such tunnel '{name}'");
    }

    private async Task StatusOfTunnels(string profile)
    {
        var (tunnels, sessions) = (await TunnelsOf(profile), await Items("sessions"));
        foreach (var (index, tunnel) in tunnels.Index())
        {
            Status($"tunnels.{index}.id", tunnel.Text("tunnelId"));
            Status($"tunnels.{index}.peer", tunnel.Text("peer"));
            var calls = sessions.Where(session => session.Text("tunnelId") == tunnel.Text("tunnelId")).ToArray();
            foreach (var (number, call) in calls.Index())
                foreach (var (key, field) in new[] { ("id", "sessionId"), ("tx_bytes", "txBytes"), ("rx_bytes", "rxBytes"), ("tx_pkts", "txPackets"), ("rx_pkts", "rxPackets") })
                    Status($"tunnels.{index}.calls.{number}.{key}", call.Text(field));
            Status($"tunnels.{index}.calls.count", $"{calls.Length}");
        }
        Status("tunnels.count", $"{tunnels.Length}");
    }

    private void Status(string key, string value) => _answer.Add($"STATUS {key}={value}");

    private void Fail(int code, string text)
    {
        _code = code;
        _answer.Add(text.ReplaceLineEndings("; "));
    }

    private async Task Command(string path, JsonObject body)
    {
        try
        {
            await node.PostAsync(path, body, cancellation);
            if (_answer.Count == 0)
                _answer.Add("OK");
        }
        catch (ControlRefusedException refusal)
        {
            Fail(NotFound, refusal.Message);
        }
    }

    private async Task Change(HttpMethod method, string addition, JsonObject? part, int failure)
    {
        try
        {
            using var answer = await node.SendAsync(method, $"additions/{Uri.EscapeDataString(addition)}", part, cancellation);
            _answer.Add("OK");
        }
        catch (ControlRefusedException refusal)
        {
            Fail(failure, refusal.Message);
        }
    }

    private async Task<bool> IsProfile(string kind, string name) =>
        (await Items("profiles")).Any(profile => profile.Text("kind") == kind && profile.Text("name") == name);

    /// <summary>Without those that are only held for a while after their end (RFC 2661 section 5.7).</summary>
    private async Task<JsonElement[]> TunnelsOf(string profile) =>
        [.. (await Items("tunnels")).Where(tunnel => tunnel.Text("profile") == profile && tunnel.Text("state") != "closing")];

    private async Task<JsonElement[]> Items(string list) =>
        [.. JsonDocument.Parse(await node.GetAsync(list, cancellation)).RootElement.GetProperty("items").EnumerateArray()];

    private static string NameOf(Xl2tpdContext context, string name) => $"{context.ToString().ToLowerInvariant()}.{name}";
}
