using System.ComponentModel.DataAnnotations;
using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Node.Control;

namespace Concentrator.Node.Configuration;

/// <summary>The process itself.</summary>
public sealed record NodeOptions
{
    /// <summary>What the node calls itself towards peers, unless a profile says otherwise. Default: the name of the machine.</summary>
    public string? Name { get; init; }

    /// <summary>Directory of the journal and the control socket; `run --state` overrides it. Default: /var/lib/concentrator.</summary>
    public string StateDirectory { get; init; } = "/var/lib/concentrator";

    /// <summary>"debug" (with a transcript of the protocols, secrets masked), "information", "warning" or "error". Default: information.</summary>
    public LogVerbosity LogLevel { get; init; } = LogVerbosity.Information;

    /// <summary>How long a stopping node waits for peers to acknowledge that calls and tunnels are closed. Default: 5s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many ends of tunnels, calls and PPPoE sessions `show history` can look back on. Default: 1000.</summary>
    [Range(0, ControlApi.MaxHistory)]
    public int History { get; init; } = 1000;

    /// <summary>Packets of a flow pass through the kernel together (UDP_SEGMENT, UDP_GRO, offloads of TUN) as far as it can; false to rule that out when something is odd. Default: true.</summary>
    public bool Offloads { get; init; } = true;

    /// <summary>Who forwards payload: "userSpace" (this process, on TUN) or "kernel" (Linux's l2tp_ppp, a ppp interface for each session; see kernel.md for what it cannot do). Default: userSpace.</summary>
    public DataPlaneKind DataPlane { get; init; } = DataPlaneKind.UserSpace;

    /// <summary>Threads that receive from tunnels, and as many that take packets for them; 0: one for every four processors, 8 at most. Default: 0.</summary>
    [Range(0, 64)]
    public int PlaneThreads { get; init; }

    /// <summary>How long such a thread goes on looking for packets, with all of a processor, before it waits for the next: less latency for more heat. Default: 0s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan BusyPoll { get; init; }
}

/// <summary>The sockets of the tunnels.</summary>
public sealed record UdpOptions
{
    /// <summary>DF bit of outgoing packets: "never"; "discover": set, and this host fragments what is too long for the path; "always": set, and what is too long is dropped. Default: never.</summary>
    public DontFragment DontFragment { get; init; } = DontFragment.Never;

    /// <summary>Differentiated services code point of outgoing packets. Default: 0.</summary>
    [Range(0, 63)]
    public int Dscp { get; init; }

    /// <summary>Octets that the kernel queues while the receive loop is away. Default: 8388608.</summary>
    [Range(65_536, 1 << 30)]
    public int ReceiveBuffer { get; init; } = 8 << 20;

    /// <summary>Octets that the kernel queues for sending. Default: 2097152.</summary>
    [Range(65_536, 1 << 30)]
    public int SendBuffer { get; init; } = 2 << 20;
}

/// <summary>The TUN device that all subscribers of the embedded engine share.</summary>
public sealed record TunOptions
{
    /// <summary>Name of the interface. Default: l2tp0.</summary>
    public string Name { get; init; } = "l2tp0";

    /// <summary>Its IPv4 address, our end of every call whose profile names no other. Default: none, which will do only if no profile needs it.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>MTU of the interface in octets. Default: 1500.</summary>
    [Range(576, 65_535)]
    public int? Mtu { get; init; }
}

/// <summary>The socket that `concentrator show` and its like talk to.</summary>
public sealed record ControlOptions
{
    /// <summary>Path of the unix socket. Default: control.sock in the state directory.</summary>
    public string? Socket { get; init; }

    /// <summary>Permissions of the socket, octal as in chmod. Default: 0660.</summary>
    public string Mode { get; init; } = "0660";
}
