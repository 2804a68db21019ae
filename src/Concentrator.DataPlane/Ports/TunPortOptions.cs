using Concentrator.DataPlane.Paths;

namespace Concentrator.DataPlane.Ports;

/// <summary>How to open a TUN device.</summary>
/// <param name="Name">Interface name; may hold one %d for the first free number ("ppp%d").</param>
/// <param name="Use">Whether its packets are told apart by destination.</param>
/// <param name="Namespace">The network namespace that it belongs to; null: that of this process.</param>
public sealed record TunPortOptions(string Name, TunUse Use = TunUse.ManySubscribers, string? Namespace = null)
{
    /// <summary>The one session that it is for; by this the plane knows which kind of device will do.</summary>
    public ISessionPath? For { get; init; }
}

public enum TunUse
{
    /// <summary>The device of the node, or of a group of it: a packet goes to the session that was given its destination.</summary>
    ManySubscribers,

    /// <summary>A dialer's device: every packet goes to the one session attached.</summary>
    OneSession,
}
