using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Calls;

/// <summary>What the shell of a call has to do.</summary>
public abstract record CallEffect
{
    /// <summary>"Initiate local tunnel open": answered with <see cref="CallEvent.TunnelOpen"/>, at once when the tunnel is established already.</summary>
    public sealed record OpenTunnel : CallEffect
    {
        public static readonly OpenTunnel Instance = new();
    }

    /// <summary>Gives the message to the tunnel.</summary>
    /// <param name="Peer">The peer's session, for the header; <see cref="SessionId.Unassigned"/> as long as we do not know it.</param>
    public sealed record Send(ControlMessage Message, SessionId Peer) : CallEffect;

    public sealed record StartTimer(CallTimer Timer, TimeSpan Delay) : CallEffect;

    public sealed record CancelTimer(CallTimer Timer) : CallEffect;

    /// <summary>A LAC is to place the call of an LNS: answered with <see cref="CallEvent.BearerAnswered"/> or <see cref="CallEvent.BearerFailed"/>.</summary>
    public sealed record OpenBearer(CallRequest Request) : CallEffect;

    /// <summary>Data messages of the call are taken and may be sent. Always ahead of the message that lets the peer send them.</summary>
    /// <param name="SequencingRequired">All data messages must carry sequence numbers (RFC 2661 section 5.4).</param>
    /// <param name="Dscp">How they are marked, 0 to 63 (RFC 3308 section 4); null: as the socket has it.</param>
    public sealed record InstallForwarding(SessionId Peer, bool SequencingRequired, int? Dscp = null) : CallEffect;

    /// <summary>The LAC's last message asks for sequence numbers: forwarding was installed without, and needs them from now on.</summary>
    public sealed record RequireSequencing : CallEffect
    {
        public static readonly RequireSequencing Instance = new();
    }

    public sealed record WithdrawForwarding : CallEffect
    {
        public static readonly WithdrawForwarding Instance = new();
    }

    /// <summary>The call is established: PPP may start.</summary>
    public sealed record NotifyUp(CallParameters Parameters) : CallEffect;

    /// <summary>SLI, WEN, MDMST or CSUN told something new about an established call.</summary>
    public sealed record NotifyChanged(CallParameters Parameters) : CallEffect;

    /// <summary>Answered with <see cref="CallEvent.LineErrorsCounted"/>.</summary>
    public sealed record CountLineErrors : CallEffect
    {
        public static readonly CountLineErrors Instance = new();
    }

    public sealed record NotifyDown(CallEnd End) : CallEffect;

    /// <summary>Nothing is left to be done: the id may be used again. The last effect of all.</summary>
    public sealed record Release : CallEffect
    {
        public static readonly Release Instance = new();
    }
}
