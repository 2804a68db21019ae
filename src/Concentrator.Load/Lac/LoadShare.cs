namespace Concentrator.Load.Lac;

/// <summary>Which part of the plan one thread does.</summary>
/// <param name="FirstTunnel">Number of its first tunnel in the whole run, from 1: also our Tunnel ID.</param>
internal readonly record struct LoadShare(int FirstTunnel, int Tunnels, int InFlight)
{
    /// <summary>Spreads the plan evenly over its threads.</summary>
    public static LoadShare[] Of(LoadPlan plan)
    {
        var threads = Math.Min(plan.Threads, plan.Tunnels);
        return [.. Enumerable.Range(0, threads).Select(i =>
        {
            var (begin, end) = ((int)((long)plan.Tunnels * i / threads), (int)((long)plan.Tunnels * (i + 1) / threads));
            var inFlight = (int)((long)plan.InFlight * (i + 1) / threads - (long)plan.InFlight * i / threads);
            return new LoadShare(begin + 1, end - begin, Math.Max(1, inFlight));
        })];
    }
}
