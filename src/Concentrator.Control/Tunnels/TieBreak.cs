namespace Concentrator.Control.Tunnels;

/// <summary>What becomes of two SCCRQs that met on their way (Tie Breaker AVP, RFC 2661 section 4.4.3).</summary>
internal enum TieBreak
{
    /// <summary>Neither side asks for a single tunnel, so there will be two.</summary>
    None,
    Won,
    Lost,

    /// <summary>The same value: both are discarded.</summary>
    Drawn,
}

internal static class TieBreaks
{
    /// <summary>"The lower value wins"; a value wins against none.</summary>
    public static TieBreak Of(ulong? ours, ulong? theirs) => (ours, theirs) switch
    {
        (null, null) => TieBreak.None,
        (not null, null) => TieBreak.Won,
        (null, not null) => TieBreak.Lost,
        _ => ours < theirs ? TieBreak.Won : ours > theirs ? TieBreak.Lost : TieBreak.Drawn,
    };
}
