namespace Concentrator.DataPlane.Ports;

/// <summary>How to open a TUN device.</summary>
/// <param name="Name">Interface name; may hold one %d for the first free number ("ppp%d").</param>
/// <param name="Use">Whether its packets are told apart by destination.</param>
public sealed record TunPortOptions(string Name, TunUse Use = TunUse.ManySubscribers);

public enum TunUse
{
    /// <summary>The node's device: a packet goes to the session that was given its destination.</summary>
    ManySubscribers,

    /// <summary>A dialer's device: every packet goes to the one session attached.</summary>
    OneSession,
}
