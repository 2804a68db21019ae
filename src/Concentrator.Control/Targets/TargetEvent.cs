using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Targets;

namespace Concentrator.Control.Targets;

/// <summary>What can happen at a target. Calls are numbered by the shell, tunnels by the machine.</summary>
public abstract record TargetEvent
{
    /// <summary>A call is to be placed.</summary>
    public sealed record CallWanted(int Call) : TargetEvent;

    /// <summary>Whoever wanted the call does not want it any more.</summary>
    public sealed record CallWithdrawn(int Call) : TargetEvent;

    /// <summary>The LNS took the call.</summary>
    public sealed record CallConnected(int Call) : TargetEvent;

    /// <summary>The call is over, connected or not.</summary>
    public sealed record CallEnded(int Call, CallEnd End) : TargetEvent;

    public sealed record TunnelUp(int Tunnel) : TargetEvent;

    /// <summary>A tunnel could not be opened, or was lost.</summary>
    public sealed record TunnelDown(int Tunnel, string Reason) : TargetEvent;

    /// <summary>No call is to be expected soon: tunnels without one are closed at once.</summary>
    public sealed record Rested : TargetEvent
    {
        public static readonly Rested Instance = new();
    }

    /// <summary>A tunnel has been without calls for the time-out.</summary>
    public sealed record IdleTimerFired(int Tunnel) : TargetEvent;
}

/// <summary>What the shell of a target has to do.</summary>
public abstract record TargetEffect
{
    /// <summary>Answered with <see cref="TargetEvent.TunnelUp"/> or <see cref="TargetEvent.TunnelDown"/>.</summary>
    public sealed record OpenTunnel(int Tunnel, TunnelPlan Plan) : TargetEffect;

    public sealed record CloseTunnel(int Tunnel, string Reason) : TargetEffect;

    /// <summary>Answered with <see cref="TargetEvent.CallConnected"/> or <see cref="TargetEvent.CallEnded"/>.</summary>
    public sealed record PlaceCall(int Call, int Tunnel, LnsCandidate Lns) : TargetEffect;

    /// <summary>Nothing is left to be tried, or a connected call is over: whoever wanted it is told.</summary>
    public sealed record ReportEnd(int Call, CallEnd End) : TargetEffect;

    public sealed record StartIdleTimer(int Tunnel, TimeSpan Delay) : TargetEffect;

    public sealed record CancelIdleTimer(int Tunnel) : TargetEffect;
}

/// <param name="Now">On the shell's clock.</param>
/// <param name="Chance">Random numbers from 0 to 1.</param>
public readonly record struct TargetContext(LacTarget Target, TimeSpan Now, Func<double> Chance);
