namespace Concentrator.Control.Tunnels;

/// <summary>
/// Where a tunnel stands: the states of RFC 2661 section 7.2.1, and two that the RFC counts as idle again: while its reliable
/// delivery still runs, and when all is over.
/// </summary>
public abstract record TunnelState(string Name)
{
    /// <summary>The RFC's word for it.</summary>
    public sealed override string ToString() => Name;

    public sealed record Idle() : TunnelState("idle")
    {
        public static readonly Idle Instance = new();
    }

    /// <summary>Our SCCRQ is sent.</summary>
    public sealed record WaitControlReply() : TunnelState("wait-ctl-reply")
    {
        public static readonly WaitControlReply Instance = new();
    }

    /// <summary>Our SCCRP is sent.</summary>
    public sealed record WaitControlConnection(TunnelPeer Peer) : TunnelState("wait-ctl-conn");

    public sealed record Established(TunnelPeer Peer) : TunnelState("established")
    {
        internal KeepAlive KeepAlive { get; init; }
    }

    /// <summary>StopCCN was sent or received: messages are still retransmitted and acknowledged for a full retransmission cycle (section 5.7).</summary>
    public sealed record Closing() : TunnelState("closing")
    {
        public static readonly Closing Instance = new();
    }

    public sealed record Closed() : TunnelState("closed")
    {
        public static readonly Closed Instance = new();
    }
}
