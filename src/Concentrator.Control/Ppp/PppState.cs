namespace Concentrator.Control.Ppp;

/// <summary>Where one PPP session stands. Immutable.</summary>
public sealed record PppState
{
    public static readonly PppState Initial = new();

    public PppPhase Phase { get; init; }

    /// <summary>The peer's name, once it has proved it.</summary>
    public string? User { get; init; }

    /// <summary>What LCP agreed upon, while it is open.</summary>
    public LinkParameters? Link { get; init; }

    /// <summary>What IPCP agreed upon, while it is open.</summary>
    public Ipv4Parameters? Ipv4 { get; init; }

    /// <summary>What IPV6CP agreed upon, while it is open.</summary>
    public Ipv6Parameters? Ipv6 { get; init; }
}
