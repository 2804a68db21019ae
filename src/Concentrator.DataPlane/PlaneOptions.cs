namespace Concentrator.DataPlane;

/// <summary>How a user-space data plane goes about its work.</summary>
public sealed record PlaneOptions
{
    /// <summary>Packets of a flow pass through the kernel together, as far as it can; false for what suspects that.</summary>
    public bool Offloads { get; init; } = true;

    /// <summary>Loops that receive from tunnels, and as many that read from TUN devices; 1 at least.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How long a loop goes on looking for packets, at full load, before it waits for the next.</summary>
    public TimeSpan BusyPoll { get; init; }

    /// <summary>Further sockets may be bound to the UDP ports and connected, for the kernel plane.</summary>
    internal bool SharedPorts { get; init; }
}
