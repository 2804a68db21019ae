using System.Collections.Immutable;
using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Ppp;
using Concentrator.Control.Tunnels;
using Concentrator.Load.Traffic;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Load;

/// <summary>What a run is to do: all that the command line says.</summary>
public sealed record LoadPlan
{
    public required IPEndPoint Target { get; init; }

    public int Tunnels { get; init; } = 1;

    public int SessionsPerTunnel { get; init; } = 1;

    /// <summary>Tunnels or sessions that are being set up, or ended, at the same time, over all threads.</summary>
    public int InFlight { get; init; } = 100;

    public int Threads { get; init; } = 1;

    /// <summary>UDP ports that each thread sends from; the tunnels are spread over them.</summary>
    public int Ports { get; init; } = 1;

    /// <summary>Host Name AVP.</summary>
    public string HostName { get; init; } = "concentrator-load";

    public Secret Secret { get; init; }

    /// <summary>The LNS must prove that it knows the secret. A challenge of its own is always answered.</summary>
    public bool Challenge { get; init; }

    public ushort ReceiveWindow { get; init; } = 64;

    /// <summary>Silence after which a HELLO is sent; null: never.</summary>
    public TimeSpan? Hello { get; init; } = TimeSpan.FromSeconds(60);

    public UserPattern User { get; init; } = new("user{n}");

    public UserPattern Password { get; init; } = new("lab");

    /// <summary>How the sessions are willing to authenticate, best first.</summary>
    public ImmutableArray<AuthMethod> Authentication { get; init; } = [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap];

    public ushort Mru { get; init; } = 1400;

    /// <summary>IPV6CP too. A session is up with its IPv4 address.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>LCP Echo-Requests of each session this often; null: none.</summary>
    public TimeSpan? Echo { get; init; }

    /// <summary>What is not up after this time is given up.</summary>
    public TimeSpan SetupLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Between set-up and traffic, so that what the LNS has left to do for the set-up is not counted with the traffic.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How long all sessions are held, with or without traffic.</summary>
    public TimeSpan Hold { get; init; }

    public TimeSpan TeardownLimit { get; init; } = TimeSpan.FromSeconds(60);

    public TrafficPlan Traffic { get; init; } = new();

    public RadiusPlan? Radius { get; init; }

    /// <summary>The network namespace behind the LNS, for the far end of the traffic and the RADIUS responder; null: the one that this program runs in.</summary>
    public string? Behind { get; init; }

    public int Sessions => Tunnels * SessionsPerTunnel;

    internal TunnelPolicy TunnelPolicy => new(
        new TunnelProfile
        {
            HostName = HostName,
            Challenge = Challenge,
            Hello = Hello,
            ReceiveWindow = ReceiveWindow,
            SetupTimeout = SetupLimit,
            CallSetupTimeout = SetupLimit,
        },
        Secret);

    /// <summary>What is alike for all sessions; each adds its login.</summary>
    internal PppSettings PppSettings => new()
    {
        Role = PppRole.Client,
        Mru = Mru,
        OwnAuthentication = Authentication,
        Ipv6 = Ipv6,
        EchoInterval = Echo ?? TimeSpan.Zero,
        LcpTimeout = SetupLimit,
        AuthenticationTimeout = SetupLimit,
        NetworkTimeout = SetupLimit,
    };
}

/// <summary>The responder that stands in for the RADIUS server of an LNS that asks one.</summary>
/// <param name="Listen">Access-Requests come here, Accounting-Requests to the next port.</param>
/// <param name="FirstAddress">The first session's Framed-IP-Address, the others follow; null: the LNS is to choose.</param>
public sealed record RadiusPlan(IPEndPoint Listen, Secret Secret, IPAddress? FirstAddress);
