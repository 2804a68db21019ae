using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Tunnels;

/// <summary>What can happen to a tunnel.</summary>
public abstract record TunnelEvent
{
    /// <summary>We are to open it: the tunnel becomes the originator.</summary>
    public sealed record LocalOpen : TunnelEvent
    {
        public static readonly LocalOpen Instance = new();
    }

    /// <summary>A message of the tunnel arrived, in order and without duplicates. Messages of a call go to the call's machine instead.</summary>
    public sealed record ControlReceived(ControlMessage Message) : TunnelEvent;

    /// <summary>A message arrived in order that is no valid message.</summary>
    public sealed record MessageRejected(ProtocolError Error) : TunnelEvent;

    /// <summary>We are to close it, for the reason that the peer is told.</summary>
    public sealed record LocalClose(ResultCode Result, string? Reason = null) : TunnelEvent;

    /// <summary>The reliable channel has given the peer up (<see cref="Reliability.ChannelOutput.PeerLost"/>).</summary>
    public sealed record PeerUnreachable : TunnelEvent
    {
        public static readonly PeerUnreachable Instance = new();
    }

    public sealed record TimerFired(TunnelTimer Timer) : TunnelEvent;

    /// <summary>The shell failed, or this machine threw. The text stays here; the peer is only told that it happened.</summary>
    public sealed record InternalError(string Text) : TunnelEvent;
}

public enum TunnelTimer
{
    /// <summary>The tunnel must be established when it fires.</summary>
    SetUp,

    /// <summary>The peer may have been silent for too long.</summary>
    Hello,

    /// <summary>A full retransmission cycle has passed since the end (RFC 2661 section 5.7).</summary>
    Hold,
}
