using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Policy.Targets;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Policy.Profiles;

/// <summary>
/// A configured outgoing connection, towards the first peer that answers: this node as LAC and PPP client in one, or as an LNS that asks a LAC to
/// place calls (<see cref="Outgoing"/>).
/// </summary>
public sealed record DialerProfile
{
    public required string Name { get; init; }

    /// <summary>The other ends of its tunnel, tried in this order: LNSs, or LACs where the calls are outgoing ones. Empty with <see cref="Target"/>.</summary>
    public ValueList<LnsAddress> Lns { get; init; } = [];

    /// <summary>Name of the target that its calls go to; null: one of its own, which is <see cref="OwnTarget"/>.</summary>
    public string? Target { get; init; }

    /// <summary>Null: this node is the LAC, and its calls are incoming ones to the LNS (RFC 2661 section 5.2.1).</summary>
    public OutgoingCalls? Outgoing { get; init; }

    /// <summary>Dials when the node starts and whenever the connection is lost; else only when an operator asks.</summary>
    public bool Auto { get; init; } = true;

    public required TunnelProfile Tunnel { get; init; }

    public required PppProfile Ppp { get; init; }

    /// <summary>Calls over the tunnel, each with an interface of its own.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Null: the LNS is not offered any authentication.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>Name of the TUN interface, to which the number of the call is added when there are several (see <see cref="InterfaceOf"/>).</summary>
    public required string Interface { get; init; }

    /// <summary>What is routed through the interface of the first call. A route to the LNS outside of the tunnel goes with it.</summary>
    public ValueList<Prefix> Routes { get; init; } = [];

    public RedialPolicy Redial { get; init; } = new();

    /// <summary>What the LNS is told of each call.</summary>
    public CallRequest Call { get; init; } = new();

    /// <summary>What the LNS is told when this end clears a call.</summary>
    public Q931Cause? ClearingCause { get; init; }

    /// <param name="call">From 0.</param>
    public string InterfaceOf(int call) => Calls == 1 ? Interface : $"{Interface}-{call + 1}";

    /// <summary>Its target, by the name that it goes by within the node: that of no target of the configuration has a colon.</summary>
    public string TargetName => Target ?? $"dialer:{Name}";

    /// <summary>
    /// The dialer's own list, in order. A tunnel stays while a call waits to be placed again. Null: it has none.
    /// </summary>
    public LacTarget? OwnTarget => Target is not null ? null : new LacTarget
    {
        Name = Name,
        Lns =
        [
            .. Outgoing?.Lac is { } lac ? [new LnsCandidate { OpenedBy = lac }] : Array.Empty<LnsCandidate>(),
            .. Lns.Distinct().Select((address, index) => new LnsCandidate { Address = address, Preference = index + 1 }),
        ],
        Tunnel = Tunnel,
        IdleTimeout = Redial.Maximum * 2,
        SetAside = Redial with { MaxAttempts = null },
        AsksForCalls = Outgoing is not null,
    };
}

/// <summary>One of the calls of a dialer, which is the client of PPP on it, or serves whoever is called.</summary>
/// <param name="Index">Which of its calls, from 0: says the name of its interface.</param>
public sealed record DialedCall(DialerProfile Dialer, int Index);

/// <summary>This node is the LNS, and its calls are outgoing ones, which a LAC places for it (RFC 2661 section 5.2.2).</summary>
/// <param name="Lac">A LAC whose host name is like this and whose tunnel to this node is up needs no other; null: a tunnel is opened always.</param>
/// <param name="Server">The profile by which whoever is called is served as a subscriber; null: this node is the client of PPP.</param>
public sealed record OutgoingCalls(NamePattern? Lac, LnsProfile? Server);

/// <summary>Where an LNS is: a name, resolved at each attempt, or an address.</summary>
public readonly record struct LnsAddress(string Host, ushort Port = 1701)
{
    /// <summary>Accepts "name", "name:port", "192.0.2.1:port", "2001:db8::1" and "[2001:db8::1]:port".</summary>
    public static bool TryParse(string text, out LnsAddress address)
    {
        address = default;
        ushort port = 1701;
        var host = text;
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.Count(c => c == ':') == 1 ? text.IndexOf(':') : text.Length;
        if (end <= 0)
            return false;
        if (end < text.Length && (text[end] != ':' || !ushort.TryParse(text.AsSpan(end + 1), System.Globalization.NumberStyles.None, null, out port) || port == 0))
            return false;
        host = text[..end].Trim('[', ']');
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            return false;
        address = new LnsAddress(host, port);
        return true;
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>Exponential back-off between attempts to connect.</summary>
public sealed record RedialPolicy
{
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Maximum { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Part of the delay, 0 to 1, that chance may add or take away, so that many clients do not come back at the same moment.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>Failures in a row after which the dialer stays down. Null: it never gives up.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How long to wait after so many failures in a row (1 and up); null: give up.</summary>
    /// <param name="chance">A random number from 0 to 1.</param>
    public TimeSpan? DelayAfter(int failures, double chance)
    {
        if (failures >= MaxAttempts)
            return null;
        var doubled = Initial.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30));
        var capped = Math.Min(doubled, Maximum.TotalSeconds);
        return TimeSpan.FromSeconds(capped * (1 + Jitter * (2 * chance - 1)));
    }
}
