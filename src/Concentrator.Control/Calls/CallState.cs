using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Calls;

/// <summary>Where a call stands: the states of RFC 2661 sections 7.4 and 7.5.</summary>
public abstract record CallState(string Name)
{
    /// <summary>The RFC's word for it.</summary>
    public sealed override string ToString() => Name;

    /// <summary>What is known of the call; null as long as the peer has assigned no id.</summary>
    internal virtual CallParameters? Known => null;

    /// <summary>For the header of what we send.</summary>
    internal SessionId Peer => Known?.Peer ?? SessionId.Unassigned;

    public sealed record Idle() : CallState("idle")
    {
        public static readonly Idle Instance = new();
    }

    public sealed record WaitTunnel(CallRequest Request) : CallState("wait-tunnel");

    /// <summary>Our ICRQ or OCRQ is sent.</summary>
    public sealed record WaitReply(CallRequest Request) : CallState("wait-reply");

    /// <summary>LNS: the LAC has yet to say that the call is connected.</summary>
    public sealed record WaitConnect(CallParameters Parameters) : CallState("wait-connect")
    {
        internal override CallParameters Known => Parameters;
    }

    /// <summary>LAC: the outgoing call is being placed, or the incoming one not connected yet.</summary>
    public sealed record WaitCsAnswer(CallParameters Parameters) : CallState("wait-cs-answer")
    {
        internal override CallParameters Known => Parameters;
    }

    public sealed record Established(CallParameters Parameters) : CallState("established")
    {
        internal override CallParameters Known => Parameters;
    }

    /// <summary>The RFC's idle once more, for a call that is over.</summary>
    public sealed record Closed() : CallState("closed")
    {
        public static readonly Closed Instance = new();
    }
}
