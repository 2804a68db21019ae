using System.Net;
using System.Text.Json.Nodes;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Migration.Pppd;

/// <summary>Ways to authenticate that pppd has options for, the best first.</summary>
internal enum PppMethod
{
    MsChapV2,
    Chap,
    Pap,
    MsChap,
    Eap,
}

/// <summary>What pppd would have been told for the calls of a profile, in our words ("ppp" of the profile) and, for engine "pppd", in its own.</summary>
internal sealed class PppTerms(PppEngine engine, bool isServer, ImportReport report)
{
    private readonly HashSet<PppMethod> _required = [];
    private readonly HashSet<PppMethod> _refused = [];
    private readonly List<string> _arguments = [];
    private bool? _authentication;
    private bool _pppdAuthenticates;

    public bool IsServer => isServer;

    public ImportReport Report => report;

    /// <summary>Options of "ppp" that need no second thought.</summary>
    public JsonObject Json { get; } = [];

    /// <summary>Options of the profile around "ppp".</summary>
    public JsonObject Profile { get; } = [];

    public IPAddress? LocalAddress { get; set; }

    /// <summary>pppd's "name": as LNS what we call ourselves, as client the user unless <see cref="User"/> says another.</summary>
    public string? Name { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    public string? Interface { get; set; }

    public bool DefaultRoute { get; set; }

    public int? Mru { get; set; }

    public (int Octets, PppdEntry Entry)? Mtu { get; set; }

    public List<string> Dns { get; } = [];

    public List<string> Nbns { get; } = [];

    /// <summary>Something that pppd does and the embedded engine does not: it goes along where pppd is the engine, else it is reported.</summary>
    /// <param name="authenticates">It takes pppd's own authentication of subscribers.</param>
    public void OnlyByPppd(IEnumerable<string> words, string place, string option, string why, bool authenticates = false)
    {
        if (engine is not PppEngine.Pppd)
        {
            report.Note(Fate.NotCarried, place, option, why);
            return;
        }
        _arguments.AddRange(words);
        _pppdAuthenticates |= authenticates && isServer;
    }

    /// <summary>A limit on how long a call may last, or be idle: of an LNS an option of its profile; a pppd keeps it itself. 0: there is none.</summary>
    public void Limit(string option, int seconds, PppdEntry entry)
    {
        if (engine is PppEngine.Pppd || !isServer)
            OnlyByPppd(entry.Words, entry.Place, $"{entry}", "dialers limit their calls in no way");
        else if (seconds > 0)
            Profile[option] = $"{seconds}s";
    }

    /// <param name="method">Null: any will do.</param>
    public void Require(PppMethod? method, string place, string option)
    {
        if (!isServer)
            OnlyByPppd([method is { } wanted ? $"require-{WordOf(wanted)}" : "auth"], place, option, "as a client this node does not ask the LNS who it is");
        else if (method is PppMethod.MsChap or PppMethod.Eap)
            OnlyByPppd([$"require-{WordOf(method.Value)}"], place, option, "this node asks for mschapv2, chap or pap", authenticates: true);
        else if (method is { } known)
            _required.Add(known);
        _authentication = true;
    }

    public void RequireNothing()
    {
        _authentication = false;
        _required.Clear();
    }

    public void Refuse(PppMethod method, string place, string option)
    {
        if (isServer)
            report.Note(Fate.NotNeeded, place, option, "it is about proving who we are, which this node as LNS never does; what peers are asked for is ppp.authentication");
        else
            _refused.Add(method);
    }

    /// <summary>"ppp" of the profile; empty when all is as it is by default.</summary>
    public JsonObject Write(string? name)
    {
        var ppp = new JsonObject();
        if (engine is PppEngine.Pppd)
            ppp["engine"] = "pppd";
        if (name is not null)
            ppp["name"] = name;
        if (Authentication() is { } methods)
            ppp["authentication"] = methods;
        if (new[] { Mru, Mtu?.Octets }.Min() is { } mru)
            ppp["mru"] = Math.Clamp(mru, 128, 16_384);
        if (Mtu is { } mtu && mtu.Octets != Mru)
            report.Note(Fate.Changed, mtu.Entry.Place, $"{mtu.Entry}", "ppp.mru is one for both directions: the smaller of mtu and mru");
        if (LocalAddress is not null)
            ppp["localAddress"] = $"{LocalAddress}";
        if (Dns.Count > 0)
            ppp["dns"] = CommentedJson.Array(Dns);
        if (Nbns.Count > 0)
            ppp["nbns"] = CommentedJson.Array(Nbns);
        foreach (var (option, value) in Json)
            ppp[option] = value?.DeepClone();
        if (_pppdAuthenticates)
            ppp.Set("pppd.authenticates", true);
        if (_arguments.Count > 0)
            ppp.Set("pppd.arguments", CommentedJson.Array(_arguments));
        return ppp;
    }

    /// <summary>Null: the default, all that there is.</summary>
    private JsonArray? Authentication()
    {
        PppMethod[] known = [PppMethod.MsChapV2, PppMethod.Chap, PppMethod.Pap];
        var methods = isServer
            ? known.Where(method => _authentication is not false && (_required.Count == 0 || _required.Contains(method))).ToArray()
            : known.Where(method => !_refused.Contains(method)).ToArray();
        return methods.Length == known.Length ? null : CommentedJson.Array(methods.Select(method => method.ToString().ToLowerInvariant()));
    }

    private static string WordOf(PppMethod method) => method switch
    {
        PppMethod.MsChapV2 => "mschap-v2",
        _ => method.ToString().ToLowerInvariant(),
    };
}
