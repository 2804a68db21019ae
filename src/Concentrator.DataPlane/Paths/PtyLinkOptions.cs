namespace Concentrator.DataPlane.Paths;

/// <summary>The asynchronous line to a pppd, or to whoever an outgoing call has reached.</summary>
public sealed record PtyLinkOptions
{
    /// <summary>
    /// Control characters to escape towards pppd (ACCM, RFC 1662 section 7.1); bit n is character n. Zero is the cheapest, but needs
    /// pppd's option "receive-all". LCP frames always go out with all of them escaped (RFC 1661 section 5).
    /// </summary>
    public uint Accm { get; init; } = 0xffff_ffff;

    /// <summary>Longest PPP frame either way, octets: the largest MRU that pppd may agree on, and four for its head.</summary>
    public int MaxFrame { get; init; } = 2048;

    /// <summary>Encoded octets that may wait for a slow pppd; further frames are dropped whole. Rounded up to a power of two.</summary>
    public int QueueBytes { get; init; } = 64 << 10;

    /// <summary>
    /// How long frames may wait for pppd to speak first: when it sets its terminal up it flushes what came before, and the peer would have
    /// to repeat it a restart timer later. Past that they are written with the next frame, for a pppd that is told to be silent.
    /// </summary>
    public TimeSpan Patience { get; init; }

    /// <summary>
    /// LCP and authentication end here on either side, and only network protocols pass between the peer and pppd: the peer's link protocols go to
    /// the session's sink, pppd's to <see cref="Observer"/> alone, and so do the peer's other frames to the sink until <see cref="IPtyLine.Open"/>.
    /// </summary>
    public bool SplitsLink { get; init; }

    /// <summary>
    /// Longest packet that passes without trouble in either direction: the MSS of TCP SYNs is lowered to fit it. 0 leaves them alone.
    /// </summary>
    public int ClampToMtu { get; init; }

    /// <summary>Told once, on the pty loop, that the line has hung up; null: somebody else knows, who watches the child.</summary>
    public Action? HungUp { get; init; }

    /// <summary>Sees what is negotiated over the line; null: nobody looks.</summary>
    public IPppObserver? Observer { get; init; }
}
