using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Targets;
using Concentrator.Protocol.L2tp;
using static Concentrator.Control.Targets.TargetEffect;
using static Concentrator.Control.Targets.TargetEvent;

namespace Concentrator.Control.Targets;

/// <summary>
/// Places calls on the LNSs of a target in the manner of RFC 2868: shares tunnels, goes on to the next LNS as long as a call is not connected, leaves
/// those alone that do not answer, and closes tunnels that nobody needs.
/// <code>
/// call:   wanted ─► waits for a tunnel ─tunnel up─► placed ─► connected ─► ended
///              ▲           │ tunnel down      │ ended
///              └─next LNS──┴──────────────────┘   (none left: reported as ended)
/// tunnel: opened ─► up ─last call gone─► idle ─time-out─► closed
/// </code>
/// </summary>
public static class TargetMachine
{
    public static Step<TargetState, TargetEffect> On(TargetState state, TargetEvent @event, in TargetContext context) => @event switch
    {
        CallWanted wanted => Place(state, wanted.Call, [], lastEnd: null, context),
        CallConnected connected when state.Calls.TryGetValue(connected.Call, out var call) =>
            Next(state with { Calls = state.Calls.SetItem(connected.Call, call with { IsConnected = true }) }),
        CallEnded { Call: var number, End: var end } when state.Calls.TryGetValue(number, out var call) => call.IsConnected || IsFinal(end, context.Target)
            ? Leave(state, number, context).Then(new ReportEnd(number, end))
            : PlaceElsewhere(state, number, end, context),
        CallWithdrawn withdrawn when state.Calls.ContainsKey(withdrawn.Call) => Leave(state, withdrawn.Call, context),

        TunnelUp { Tunnel: var number } when state.Tunnels.TryGetValue(number, out var tunnel) => Fill(state, number, tunnel, context),
        TunnelDown { Tunnel: var number, Reason: var reason } when state.Tunnels.TryGetValue(number, out var tunnel) =>
            Lose(state, number, tunnel, reason, context),
        IdleTimerFired { Tunnel: var number } when state.Tunnels.TryGetValue(number, out var tunnel) && tunnel.Calls == 0 =>
            Next(state with { Tunnels = state.Tunnels.Remove(number) }, new CloseTunnel(number, "no call needs it")),

        Rested => Rest(state),

        // News of what is gone already
        _ => Next(state),
    };

    private static Step<TargetState, TargetEffect> Place(
        TargetState state, int call, ImmutableHashSet<LnsCandidate> tried, CallEnd? lastEnd, in TargetContext context)
    {
        if (LnsChoice.For(state, tried, context) is not { } lns)
            return Next(state with { Calls = state.Calls.Remove(call) }, new ReportEnd(call, lastEnd ?? Nowhere(context.Target)));

        var plan = lns.Plan(context.Target);
        var most = context.Target.SessionsPerTunnel ?? int.MaxValue;
        var shared = state.Tunnels.Where(row => row.Value.Plan == plan && row.Value.Calls < most).OrderBy(row => row.Key).ToArray();
        var (number, tunnel) = shared is [var first, ..] ? (first.Key, first.Value) : (state.LastTunnel + 1, new TargetTunnel(lns, plan));
        var next = state with
        {
            Calls = state.Calls.SetItem(call, new TargetCall(lns, number, tried, lastEnd)),
            Tunnels = state.Tunnels.SetItem(number, tunnel with { Calls = tunnel.Calls + 1 }),
            LastTunnel = Math.Max(number, state.LastTunnel),
        };
        return tunnel switch
        {
            { IsUp: true } => Next(next, new CancelIdleTimer(number), new PlaceCall(call, number, lns)),
            _ when shared.Length > 0 => Next(next),
            _ => Next(next, new OpenTunnel(number, plan)),
        };
    }

    private static Step<TargetState, TargetEffect> PlaceElsewhere(TargetState state, int call, CallEnd end, in TargetContext context)
    {
        var failed = state.Calls[call];
        var left = Leave(state, call, context);
        var placed = Place(left.State, call, failed.Tried.Add(failed.Lns), end, context);
        return placed with { Effects = [.. left.Effects, .. placed.Effects] };
    }

    private static Step<TargetState, TargetEffect> Fill(TargetState state, int number, TargetTunnel tunnel, in TargetContext context)
    {
        var waiting = state.Calls.Where(row => row.Value.Tunnel == number).OrderBy(row => row.Key).ToArray();
        return Next(
            state with { Tunnels = state.Tunnels.SetItem(number, tunnel with { IsUp = true }), Failures = state.Failures.Remove(tunnel.Lns) },
            waiting.Length == 0
                ? [new StartIdleTimer(number, context.Target.IdleTimeout)]
                : [.. waiting.Select(row => new PlaceCall(row.Key, number, row.Value.Lns))]);
    }

    /// <summary>
    /// Calls that waited for the tunnel go elsewhere. Those that were placed on it are not touched: each has a session, which says itself what becomes
    /// of it.
    /// </summary>
    private static Step<TargetState, TargetEffect> Lose(TargetState state, int number, TargetTunnel tunnel, string reason, in TargetContext context)
    {
        var count = state.Failures.TryGetValue(tunnel.Lns, out var before) ? before.Count + 1 : 1;
        var until = context.Now + (context.Target.SetAside.DelayAfter(count, context.Chance()) ?? context.Target.SetAside.Maximum);
        var step = Next(
            state with { Tunnels = state.Tunnels.Remove(number), Failures = state.Failures.SetItem(tunnel.Lns, new LnsFailures(count, until)) },
            new CancelIdleTimer(number));
        if (tunnel.IsUp)
            return step;

        var end = new CallEnd(EndedBy.Lost, new ResultCode(CdnResult.NoFacilitiesTemporarily, message: "no LNS can be reached"), null, $"{tunnel.Plan.Peer}: {reason}");
        foreach (var call in state.Calls.Where(row => row.Value.Tunnel == number).Select(row => row.Key).Order())
        {
            var next = PlaceElsewhere(step.State, call, end, context);
            step = next with { Effects = [.. step.Effects, .. next.Effects] };
        }

        return step;
    }

    private static Step<TargetState, TargetEffect> Leave(TargetState state, int call, in TargetContext context)
    {
        var number = state.Calls[call].Tunnel;
        state = state with { Calls = state.Calls.Remove(call) };
        if (!state.Tunnels.TryGetValue(number, out var tunnel))
            return Next(state);
        tunnel = tunnel with { Calls = tunnel.Calls - 1 };
        return Next(
            state with { Tunnels = state.Tunnels.SetItem(number, tunnel) },
            tunnel is { IsUp: true, Calls: 0 } ? [new StartIdleTimer(number, context.Target.IdleTimeout)] : []);
    }

    private static Step<TargetState, TargetEffect> Rest(TargetState state)
    {
        var idle = state.Tunnels.Where(row => row.Value.Calls == 0).Select(row => row.Key).Order().ToArray();
        return Next(
            state with { Tunnels = state.Tunnels.RemoveRange(idle) },
            [.. idle.SelectMany(number => new TargetEffect[] { new CancelIdleTimer(number), new CloseTunnel(number, "no call needs it") })]);
    }

    /// <summary>Whoever is called is busy, whichever LAC calls (RFC 2661 section 4.4.2, result 8).</summary>
    private static bool IsFinal(CallEnd end, LacTarget target) => target.AsksForCalls && end is { By: EndedBy.Peer, Result.Result: (ushort)CdnResult.Busy };

    private static CallEnd Nowhere(LacTarget target) => new(
        EndedBy.Local, new ResultCode(CdnResult.NoFacilitiesPermanently, message: "no LNS"), Cause: null, $"target \"{target.Name}\" has no LNS");

    private static Step<TargetState, TargetEffect> Then(this Step<TargetState, TargetEffect> step, TargetEffect effect) =>
        step with { Effects = step.Effects.Add(effect) };

    private static Step<TargetState, TargetEffect> Next(TargetState state, params ImmutableArray<TargetEffect> effects) => new(state, effects);
}
