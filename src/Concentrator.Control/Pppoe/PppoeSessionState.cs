namespace Concentrator.Control.Pppoe;

/// <summary>Where a PPPoE session stands.</summary>
/// <param name="Name">For people.</param>
public abstract record PppoeSessionState(string Name)
{
    public sealed override string ToString() => Name;

    /// <summary>The host has its PADS, or is about to get it.</summary>
    public sealed record Opening() : PppoeSessionState("opening")
    {
        public static readonly Opening Instance = new();
    }

    /// <summary>LCP and the host's proof are taken here.</summary>
    public sealed record Authenticating() : PppoeSessionState("authenticating")
    {
        public static readonly Authenticating Instance = new();
    }

    /// <summary>An LNS of the target is being asked.</summary>
    public sealed record Calling(string Target, string? User = null) : PppoeSessionState("calling");

    /// <summary>Frames pass.</summary>
    public sealed record Established(string Target, string? User = null) : PppoeSessionState("established");

    public sealed record Closed() : PppoeSessionState("closed")
    {
        public static readonly Closed Instance = new();
    }
}
