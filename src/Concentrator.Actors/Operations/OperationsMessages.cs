using Akka.Actor;

namespace Concentrator.Actors.Operations;

/// <summary>What operators ask of a node, told to the operations actor; the replies carry the records of Status.cs.</summary>
public static class OperationsQueries
{
    public sealed record GetTunnels;

    public sealed record GetSessions;

    public sealed record GetPools;

    public sealed record GetDialers;

    public sealed record GetNode;

    public sealed record GetHistory(int Last);
}

public static class OperationsCommands
{
    /// <summary>Closes a tunnel with a StopCCN; answered with <see cref="CommandResult"/>.</summary>
    public sealed record CloseTunnel(int TunnelId, string? Reason);

    /// <summary>Closes a session with a CDN; answered with <see cref="CommandResult"/>.</summary>
    public sealed record CloseSession(int TunnelId, int SessionId, string? Reason);

    /// <summary>Tells a dialer to dial now (or to hang up and stay down).</summary>
    public sealed record Dial(string Dialer, bool HangUp = false);
}

/// <summary>The answer to an operator's command.</summary>
public sealed record CommandResult(bool Done, string Text);

/// <summary>
/// Collects the status of many actors without anybody keeping a list of them: each level tells its children and says to
/// <paramref name="Collector"/> how many answers to expect.
/// </summary>
public sealed record CollectStatus(StatusKind Kind, IActorRef Collector);

public enum StatusKind
{
    Tunnels,
    Sessions,
}

/// <summary>So many more answers are on their way (a tunnel says it of its sessions, a manager of its tunnels).</summary>
public sealed record ExpectStatus(int Count);
