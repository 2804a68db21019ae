using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Targets;

namespace Concentrator.Control.Targets;

/// <summary>What is under way at a target: its tunnels and calls by number, and which LNSs are left alone.</summary>
public sealed record TargetState
{
    public static readonly TargetState Empty = new();

    public ImmutableDictionary<int, TargetTunnel> Tunnels { get; init; } = ImmutableDictionary<int, TargetTunnel>.Empty;

    public ImmutableDictionary<int, TargetCall> Calls { get; init; } = ImmutableDictionary<int, TargetCall>.Empty;

    /// <summary>Only of those that failed last; all others are well.</summary>
    public ImmutableDictionary<LnsCandidate, LnsFailures> Failures { get; init; } = ImmutableDictionary<LnsCandidate, LnsFailures>.Empty;

    /// <summary>Tunnels that were ever opened: the number of the last.</summary>
    public int LastTunnel { get; init; }
}

/// <param name="Calls">Those that wait for it among them.</param>
/// <param name="IsUp">False: it is being opened, and its calls wait.</param>
public sealed record TargetTunnel(LnsCandidate Lns, TunnelPlan Plan, int Calls = 0, bool IsUp = false);

/// <param name="Lns">Where it is tried now, or has come through to.</param>
/// <param name="Tunnel">The tunnel that it waits for or is placed on.</param>
/// <param name="Tried">Where it failed.</param>
/// <param name="LastEnd">How it failed there.</param>
public sealed record TargetCall(LnsCandidate Lns, int Tunnel, ImmutableHashSet<LnsCandidate> Tried, CallEnd? LastEnd = null, bool IsConnected = false);

/// <param name="Count">In a row.</param>
/// <param name="Until">When it may be tried again.</param>
public sealed record LnsFailures(int Count, TimeSpan Until);
