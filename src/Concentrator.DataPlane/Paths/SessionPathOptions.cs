namespace Concentrator.DataPlane.Paths;

/// <summary>How a session's data messages look.</summary>
public sealed record SessionPathOptions
{
    public DataSequencing Sequencing { get; init; } = DataSequencing.Never;

    /// <summary>Data messages we send carry the Length field (RFC 2661 section 3.1: optional for data).</summary>
    public bool SendLength { get; init; } = true;

    /// <summary>Frames handed to the sink and not yet given back by <see cref="ISessionPath.PppFrameHandled"/>; further ones are dropped.</summary>
    public int PppQueueLimit { get; init; } = 32;
}

/// <summary>Who decides whether our data messages carry Ns (RFC 2661 section 5.4).</summary>
public enum DataSequencing
{
    /// <summary>We are the LNS and do not want it.</summary>
    Never,

    /// <summary>We are the LNS and want it, or the Sequencing Required AVP was exchanged.</summary>
    Always,

    /// <summary>We are the LAC: sent while the LNS sends it.</summary>
    AsPeer,
}
