using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Concentrator.Load.Traffic;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Load;

/// <summary>The options of `concentrator load`, and the plan that they make.</summary>
internal sealed class LoadOptions
{
    private const int MostSessions = 250_000, DefaultPort = 1701, DefaultFarEndPort = 50_001, RadiusPort = 1812, DefaultMru = 1400;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Argument<IPEndPoint> _target = new("lns")
    {
        Description = "ADDRESS[:PORT] of the LNS, IPv6 in brackets", CustomParser = result => Endpoint(result, DefaultPort),
    };

    private readonly Option<bool> _permission = new("--with-permission") { Description = "Whoever runs the LNS agrees; needed for addresses that are not private" };
    private readonly Option<int> _tunnels = Count("--tunnels", 1, ushort.MaxValue, 1, "Tunnels");
    private readonly Option<int> _sessions = Count("--sessions", 0, ushort.MaxValue, 1, "Sessions of each tunnel");
    private readonly Option<int> _inFlight = Count("--in-flight", 1, MostSessions, 100, "Tunnels or sessions being set up or ended at a time");
    private readonly Option<int> _threads = Count("--threads", 1, 64, 1, "Threads, each with its own sockets");
    private readonly Option<int> _ports = Count("--ports", 1, 1024, 1, "UDP ports of each thread, over which its tunnels are spread");
    private readonly Option<string> _hostName = Text("--host-name", "NAME", "concentrator-load", "Host Name of our tunnels");
    private readonly Option<string?> _secret = Secret("--secret", "Tunnel secret");
    private readonly Option<bool> _challenge = new("--challenge") { Description = "Have the LNS prove that it knows the tunnel secret" };
    private readonly Option<int> _window = Count("--window", 1, 1024, 64, "Receive Window Size");
    private readonly Option<double> _hello = Seconds("--hello", 60, "Silence after which a HELLO is sent; 0: never");
    private readonly Option<string> _user = Text("--user", "PATTERN", "user{n}", "Users: {n} is the session's number, {t} its tunnel's, {s} its own within that");
    private readonly Option<string?> _password = Secret("--password", "Password of the users, with the same patterns; \"lab\" without");
    private readonly Option<AuthMethod[]?> _auth = new("--auth")
    {
        Description = "What to agree to, the best first, commas between them; mschapv2,chap,pap without", HelpName = "METHODS", CustomParser = Methods,
    };

    private readonly Option<int> _mru = Count("--mru", 128, 1500, DefaultMru, "Our MRU");
    private readonly Option<bool> _ipv6 = new("--ipv6") { Description = "IPV6CP too" };
    private readonly Option<double> _echo = Seconds("--echo", 0, "LCP Echo-Requests this often; 0: none");
    private readonly Option<double> _setupLimit = Seconds("--setup-limit", 120, "What is not up by then is given up");
    private readonly Option<double> _hold = Seconds("--hold", 0, "How long the sessions are held, traffic included");
    private readonly Option<double> _teardownLimit = Seconds("--teardown-limit", 60, "For the end of all sessions");
    private readonly Option<double> _pause = Seconds("--pause", 0, "Between set-up and traffic");
    private readonly Option<PacketMix?> _up = Mix("--up", "Send from the subscribers: size of the IP packets, or imix");
    private readonly Option<double> _upRate = Rate("--up-rate");
    private readonly Option<PacketMix?> _down = Mix("--down", "Send to the subscribers");
    private readonly Option<double> _downRate = Rate("--down-rate");
    private readonly Option<double> _duration = Seconds("--duration", 10, "Of the traffic");
    private readonly Option<int> _flows = Count("--flows", 1, 1024, 1, "UDP flows of each session");
    private readonly Option<int> _inARow = Count("--in-a-row", 1, 1024, 1, "Upstream packets of one flow that follow one another, with UDP checksums if more than one: an LNS may merge them");
    private readonly Option<int> _train = Count("--gso", 1, 64, 1, "Give the kernel trains of so many datagrams (UDP GSO)");
    private readonly Option<IPEndPoint?> _farEnd = new("--far-end")
    {
        Description = "ADDRESS[:PORT] of this machine behind the LNS, where the traffic goes and comes from", HelpName = "ADDRESS",
        CustomParser = result => Endpoint(result, DefaultFarEndPort),
    };

    private readonly Option<string?> _behind = new("--behind")
    {
        Description = "Network namespace in which the far end and the RADIUS responder are", HelpName = "NAMESPACE",
    };

    private readonly Option<IPEndPoint?> _radius = new("--radius")
    {
        Description = "ADDRESS[:PORT] to answer RADIUS on, for an LNS that needs it; accounting on the next port", HelpName = "ADDRESS",
        CustomParser = result => Endpoint(result, RadiusPort),
    };

    private readonly Option<string?> _radiusSecret = Secret("--radius-secret", "Secret of the RADIUS responder");
    private readonly Option<IPAddress?> _radiusAddresses = new("--radius-addresses")
    {
        Description = "Framed-IP-Address of the first session, the others follow; without it the LNS chooses", HelpName = "ADDRESS",
        CustomParser = result => IPAddress.TryParse(result.Tokens[0].Value, out var address) ? address : Wrong<IPAddress?>(result, "no IP address"),
    };

    public void AddTo(Command command)
    {
        command.Add(_target);
        foreach (var option in new Option[]
        {
            _permission, _tunnels, _sessions, _inFlight, _threads, _ports, _hostName, _secret, _challenge, _window, _hello, _user, _password, _auth, _mru, _ipv6, _echo,
            _setupLimit, _hold, _teardownLimit, _pause, _up, _upRate, _down, _downRate, _duration, _flows, _inARow, _train, _farEnd, _behind, _radius, _radiusSecret, _radiusAddresses,
        })
            command.Add(option);
    }

    public LoadPlan PlanOf(ParseResult parsed) => new()
    {
        Target = parsed.GetRequiredValue(_target),
        Tunnels = parsed.GetValue(_tunnels),
        SessionsPerTunnel = parsed.GetValue(_sessions),
        InFlight = parsed.GetValue(_inFlight),
        Threads = parsed.GetValue(_threads),
        Ports = parsed.GetValue(_ports),
        HostName = parsed.GetRequiredValue(_hostName),
        Secret = parsed.GetValue(_secret) is { } secret ? Control.Policy.Secrets.Secret.Of(secret) : default,
        Challenge = parsed.GetValue(_challenge),
        ReceiveWindow = (ushort)parsed.GetValue(_window),
        Hello = OrNever(parsed.GetValue(_hello)),
        User = new UserPattern(parsed.GetRequiredValue(_user)),
        Password = new UserPattern(parsed.GetValue(_password) ?? "lab"),
        Authentication = parsed.GetValue(_auth) is { Length: > 0 } methods ? [.. methods] : [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap],
        Mru = (ushort)parsed.GetValue(_mru),
        Ipv6 = parsed.GetValue(_ipv6),
        Echo = OrNever(parsed.GetValue(_echo)),
        SetupLimit = TimeSpan.FromSeconds(parsed.GetValue(_setupLimit)),
        Pause = TimeSpan.FromSeconds(parsed.GetValue(_pause)),
        Hold = TimeSpan.FromSeconds(parsed.GetValue(_hold)),
        TeardownLimit = TimeSpan.FromSeconds(parsed.GetValue(_teardownLimit)),
        Behind = parsed.GetValue(_behind),
        Radius = parsed.GetValue(_radius) is { } radius
            ? new RadiusPlan(radius, Control.Policy.Secrets.Secret.Of(parsed.GetValue(_radiusSecret) ?? ""), parsed.GetValue(_radiusAddresses))
            : null,
        Traffic = new TrafficPlan
        {
            Up = parsed.GetValue(_up),
            UpRate = parsed.GetValue(_upRate),
            Down = parsed.GetValue(_down),
            DownRate = parsed.GetValue(_downRate),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(_duration)),
            Flows = parsed.GetValue(_flows),
            InARow = parsed.GetValue(_inARow),
            FarEnd = parsed.GetValue(_farEnd),
            Train = parsed.GetValue(_train),
        },
    };

    /// <summary>What only several options together can have wrong.</summary>
    public IEnumerable<string> ProblemsOf(ParseResult parsed)
    {
        var plan = PlanOf(parsed);
        if (!TargetRule.IsOwn(plan.Target.Address) && !parsed.GetValue(_permission))
            yield return $"{plan.Target.Address} is no private address. If whoever runs that LNS agrees, say --with-permission.";
        if ((long)plan.Tunnels * plan.SessionsPerTunnel > MostSessions)
            yield return $"At most {MostSessions} sessions in all.";
        if (!plan.Traffic.IsEmpty && plan.Traffic.FarEnd is null)
            yield return "Traffic needs --far-end, where it goes to and comes from.";
        if (plan.Traffic.FarEnd is { AddressFamily: not AddressFamily.InterNetwork })
            yield return "--far-end must be an IPv4 address.";
        if (plan.Traffic.Down is { } down && down.LargestSize > plan.Mru)
            yield return $"--down packets of {down.LargestSize} octets do not fit an MRU of {plan.Mru}.";
        if (plan.Radius is { FirstAddress.AddressFamily: not AddressFamily.InterNetwork })
            yield return "--radius-addresses must be an IPv4 address.";
        if ((plan.Radius is null) != (parsed.GetValue(_radiusSecret) is null))
            yield return "--radius and --radius-secret go together.";
        if (plan.Challenge && plan.Secret.IsEmpty)
            yield return "--challenge needs --secret.";
        if (plan.User.Pattern.Length == 0)
            yield return "--user must not be empty.";
    }

    private static Option<int> Count(string name, int least, int most, int @default, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => @default };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var value) || value < least || value > most))
                result.AddError($"{name} takes {least} to {most}.");
        });
        return option;
    }

    private static Option<double> Seconds(string name, double @default, string description) => Number(name, "SECONDS", @default, description, Longest.TotalSeconds);

    private static Option<double> Rate(string name) => Number(name, "PPS", 0, "Packets per second over all sessions; 0: as fast as possible", 100_000_000);

    private static Option<double> Number(string name, string helpName, double @default, string description, double most)
    {
        var option = new Option<double>(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => @default };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double>() is not (>= 0) or > 1e300 || result.GetValueOrDefault<double>() > most)
                result.AddError($"{name} takes 0 to {most}.");
        });
        return option;
    }

    private static Option<string> Text(string name, string helpName, string @default, string description) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => @default };

    /// <summary>@FILE, or the secret itself, which every user of the machine can then see in the list of processes.</summary>
    private static Option<string?> Secret(string name, string description) => new(name)
    {
        Description = $"{description}; @FILE reads it from a file", HelpName = "SECRET",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!text.StartsWith('@'))
                return text;
            try
            {
                return File.ReadAllText(text[1..]).TrimEnd('\r', '\n');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Wrong<string?>(result, e.Message);
            }
        },
    };

    private static Option<PacketMix?> Mix(string name, string description) => new(name)
    {
        Description = description, HelpName = "SIZE",
        CustomParser = result => PacketMix.TryParse(result.Tokens[0].Value, out var mix) ? mix : Wrong<PacketMix?>(result, $"{name} takes {PacketMix.Smallest} to {PacketMix.Largest}, or imix"),
    };

    private static AuthMethod[]? Methods(ArgumentResult result)
    {
        var methods = ImmutableArray.CreateBuilder<AuthMethod>();
        foreach (var name in result.Tokens.SelectMany(token => token.Value.Split(',')))
            switch (name.ToLowerInvariant())
            {
                case "pap":
                    methods.Add(AuthMethod.Pap);
                    break;
                case "chap":
                    methods.Add(AuthMethod.ChapMd5);
                    break;
                case "mschapv2":
                    methods.Add(AuthMethod.MsChapV2);
                    break;
                default:
                    return Wrong<AuthMethod[]>(result, $"'{name}' is no method: pap, chap or mschapv2");
            }

        return [.. methods];
    }

    private static IPEndPoint Endpoint(ArgumentResult result, int port)
    {
        var text = result.Tokens[0].Value;
        if (IPAddress.TryParse(text.Trim('[', ']'), out var address))
            return new IPEndPoint(address, port);
        return IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0 ? endpoint : Wrong<IPEndPoint>(result, $"'{text}' is no ADDRESS[:PORT]")!;
    }

    private static T? Wrong<T>(ArgumentResult result, string error)
    {
        result.AddError(error);
        return default;
    }

    private static TimeSpan? OrNever(double seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
}
