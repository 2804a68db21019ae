using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy.Targets;
using Concentrator.Control.Targets;

namespace Concentrator.Actors.Targets;

public static class TargetQueries
{
    /// <summary>Answered with <see cref="TargetStatus"/>.</summary>
    public sealed record GetTargetStatus : INoSerializationVerificationNeeded
    {
        public static readonly GetTargetStatus Instance = new();
    }
}

/// <summary>A target as an operator sees it.</summary>
internal static class TargetStatuses
{
    public static TargetStatus Of(LacTarget target, TargetState state, TimeSpan now) => new(target.Name, [.. target.Lns.Select(lns => Of(lns, state, now))]);

    private static LnsStatus Of(LnsCandidate lns, TargetState state, TimeSpan now)
    {
        var failures = state.Failures.GetValueOrDefault(lns);
        var wait = failures is null ? 0 : Math.Max(0, (failures.Until - now).TotalSeconds);
        var tunnels = state.Tunnels.Values.Where(tunnel => tunnel.Lns == lns).ToArray();
        return new LnsStatus(
            lns.OpenedBy is { } name ? $"\"{name}\"" : lns.Address.ToString(), lns.Preference, lns.Weight, lns.AssignmentId,
            wait > 0 ? "set aside" : tunnels.Any(tunnel => tunnel.IsUp) ? "connected" : tunnels.Length > 0 ? "connecting" : "idle",
            failures?.Count ?? 0, wait, tunnels.Length, state.Calls.Values.Count(call => call.Lns == lns));
    }
}
