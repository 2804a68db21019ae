using Concentrator.Control.Ppp;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Calls;

/// <summary>What can happen to a call.</summary>
public abstract record CallEvent
{
    /// <summary>We are to place it: a LAC offers an incoming call, an LNS asks for an outgoing one.</summary>
    public sealed record LocalOpen(CallRequest Request) : CallEvent;

    /// <summary>The answer to <see cref="CallEffect.OpenTunnel"/>: the tunnel is established.</summary>
    public sealed record TunnelOpen : CallEvent
    {
        public static readonly TunnelOpen Instance = new();
    }

    public sealed record ControlReceived(ControlMessage Message) : CallEvent;

    /// <summary>A message for this call arrived that is no valid message.</summary>
    public sealed record MessageRejected(ProtocolError Error) : CallEvent;

    /// <summary>We are to end it, or the LAC's bearer line dropped: the peer is told this result.</summary>
    /// <param name="Ppp">What of PPP ended it, if that was the cause.</param>
    public sealed record LocalClose(ResultCode Result, Q931Cause? Cause = null, PppDisconnectCause? Ppp = null) : CallEvent;

    /// <summary>The tunnel ended, and the call with it.</summary>
    public sealed record TunnelLost(TunnelEnd End) : CallEvent;

    /// <summary>The answer to <see cref="CallEffect.OpenBearer"/>: the remote system answered and framing was detected.</summary>
    public sealed record BearerAnswered(CallConnection Connection) : CallEvent;

    /// <summary>The other answer to <see cref="CallEffect.OpenBearer"/>.</summary>
    public sealed record BearerFailed(ResultCode Result, Q931Cause? Cause = null) : CallEvent;

    /// <summary>The PPP of an LNS has negotiated the link, perhaps anew.</summary>
    /// <param name="Requests">By what it was; null: nobody here knows.</param>
    public sealed record LinkNegotiated(Accm Accm, LinkRequests? Requests = null) : CallEvent;

    /// <summary>Of a call that we pass on: the LAC that it came from has told something new of it.</summary>
    public sealed record CallerChanged(CallParameters Caller) : CallEvent;

    /// <summary>The answer to <see cref="CallEffect.CountLineErrors"/>: what is wrong with the bearer line, all in all since the call is up.</summary>
    public sealed record LineErrorsCounted(CallErrors Errors) : CallEvent;

    public sealed record TimerFired(CallTimer Timer) : CallEvent;

    /// <summary>The shell failed, or this machine threw. The text stays here; the peer is only told that it happened.</summary>
    public sealed record InternalError(string Text) : CallEvent;
}

public enum CallTimer
{
    /// <summary>The call must be established when it fires.</summary>
    SetUp,

    /// <summary>The errors of a LAC's line may be reported, once more.</summary>
    LineReport,
}
