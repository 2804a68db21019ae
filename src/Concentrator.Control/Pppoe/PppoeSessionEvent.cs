using Concentrator.Control.Calls;
using Concentrator.Control.Ppp;

namespace Concentrator.Control.Pppoe;

/// <summary>What can happen to a PPPoE session.</summary>
public abstract record PppoeSessionEvent
{
    /// <summary>The host's PADR was granted.</summary>
    public sealed record Opened : PppoeSessionEvent
    {
        public static readonly Opened Instance = new();
    }

    /// <summary>PPP at this node has come as far as it goes.</summary>
    public sealed record HandedOver(ProxiedLink Link, string? User) : PppoeSessionEvent;

    /// <summary>PPP at this node is over, and there will be no call.</summary>
    public sealed record PppEnded(PppEnd End) : PppoeSessionEvent;

    /// <summary>An LNS took the call.</summary>
    public sealed record CallConnected : PppoeSessionEvent
    {
        public static readonly CallConnected Instance = new();
    }

    /// <summary>No LNS took the call, or it is over.</summary>
    public sealed record CallEnded(CallEnd End) : PppoeSessionEvent;

    /// <summary>PADT: the host ends the session.</summary>
    public sealed record Terminated(string? Reason) : PppoeSessionEvent;

    /// <summary>This node ends it: its operator, or because it stops.</summary>
    public sealed record LocalClose(string Reason) : PppoeSessionEvent;

    /// <summary>No call was up in time.</summary>
    public sealed record SetupTimedOut : PppoeSessionEvent
    {
        public static readonly SetupTimedOut Instance = new();
    }

    /// <summary>The shell failed, or the machine threw.</summary>
    public sealed record InternalError(string Text) : PppoeSessionEvent;
}
