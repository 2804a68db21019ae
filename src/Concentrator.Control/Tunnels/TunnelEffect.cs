using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Tunnels;

/// <summary>What the shell of a tunnel has to do.</summary>
public abstract record TunnelEffect
{
    /// <summary>Gives the message to the reliable channel, for session 0.</summary>
    public sealed record Send(ControlMessage Message) : TunnelEffect;

    /// <summary>Starts the timer, or starts it anew.</summary>
    public sealed record StartTimer(TunnelTimer Timer, TimeSpan Delay) : TunnelEffect;

    public sealed record CancelTimer(TunnelTimer Timer) : TunnelEffect;

    /// <summary>The peer's tunnel id and receive window are known: from here on messages are addressed to the one and limited by the other.</summary>
    public sealed record OpenWindow(TunnelId Peer, int ReceiveWindow) : TunnelEffect;

    /// <summary>The sides have agreed upon how control messages are marked (RFC 3308 section 3).</summary>
    /// <param name="Dscp">0 to 63.</param>
    public sealed record MarkControl(int Dscp) : TunnelEffect;

    /// <summary>
    /// The peer's SCCRQ, which met ours on its way, is to open a tunnel of its own ("re-queue SCCRQ for idle state", RFC 2661
    /// section 7.2.1). Without this effect the SCCRQ of a collision is silently discarded.
    /// </summary>
    public sealed record Requeue(Sccrq Request) : TunnelEffect;

    /// <summary>The tunnel is established: waiting calls may go ahead.</summary>
    public sealed record NotifyUp(TunnelPeer Peer) : TunnelEffect;

    /// <summary>The tunnel is at its end, and all its calls with it, which are cleared without a CDN (RFC 2661 section 6.4).</summary>
    public sealed record NotifyDown(TunnelEnd End) : TunnelEffect;

    /// <summary>Nothing is left to be done: ids may be used again. The last effect of all.</summary>
    public sealed record Release : TunnelEffect
    {
        public static readonly Release Instance = new();
    }
}
