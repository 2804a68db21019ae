namespace Concentrator.DataPlane.Paths;

/// <summary>How a session's data messages look.</summary>
public sealed record SessionPathOptions
{
    public DataSequencing Sequencing { get; init; } = DataSequencing.Never;

    /// <summary>Data messages we send carry the Length field (RFC 2661 section 3.1: optional for data).</summary>
    public bool SendLength { get; init; } = true;

    /// <summary>Data messages that negotiate or keep PPP alive say by the P bit that they are to be preferred (section 3.1).</summary>
    public bool SendPriority { get; init; } = true;

    /// <summary>Octets of padding that our data messages have before their payload, <see cref="MaxOffset"/> at most; null: no Offset Size field.</summary>
    public ushort? SendOffset { get; init; }

    public const int MaxOffset = 16;

    /// <summary>How long a data message that came early is held for those before it; zero: none is.</summary>
    public TimeSpan ReorderTimeout { get; init; }

    /// <summary>How many numbers ahead of the expected one a message may be to be held; rounded up to a power of two.</summary>
    public int ReorderWindow { get; init; } = 64;

    /// <summary>DSCP of the session's data messages, 0 to 63; null: that of the socket.</summary>
    public int? Dscp { get; init; }

    /// <summary>For packets of network layers from the peer; null: no limit.</summary>
    public RateLimit? ReceiveRate { get; init; }

    /// <summary>For packets of network layers to the peer; null: no limit.</summary>
    public RateLimit? SendRate { get; init; }

    /// <summary>What a plane that has the kernel forward may leave to it.</summary>
    public KernelUse Kernel { get; init; }

    /// <summary>Frames handed to the sink and not yet given back by <see cref="ISessionPath.PppFrameHandled"/>; further ones are dropped.</summary>
    public int PppQueueLimit { get; init; } = 32;
}

/// <summary>How a session's payload can pass through the kernel.</summary>
public enum KernelUse
{
    /// <summary>Not at all: its frames go elsewhere.</summary>
    None,

    /// <summary>By an interface that the plane makes when the session is attached to a device (<see cref="ISessionPath.AttachTun"/>).</summary>
    Interface,

    /// <summary>By an interface that a pppd makes, to which the session is handed over (<see cref="ISessionPath.HandOver"/>).</summary>
    Child,
}

/// <summary>Who decides whether our data messages carry Ns (RFC 2661 section 5.4).</summary>
public enum DataSequencing
{
    /// <summary>We are the LNS and do not want it, at first.</summary>
    Never,

    /// <summary>We are the LNS and want it, at first.</summary>
    Always,

    /// <summary>We are the LAC: sent while the LNS sends it.</summary>
    AsPeer,
}
