using System.Globalization;

namespace Concentrator.Benchmarks.Setups;

/// <summary>How many tunnels with how many sessions each are set up.</summary>
internal readonly record struct SetupShape(int Tunnels, int SessionsPerTunnel)
{
    /// <summary>l2tpns takes SCCRQs that come from one port at the same time for one tunnel, so each tunnel has its own as far as there are.</summary>
    private const int MostPorts = 1000;

    public int Sessions => Tunnels * SessionsPerTunnel;

    public IEnumerable<string> Options => ["--tunnels", Text(Tunnels), "--sessions", Text(SessionsPerTunnel), "--ports", Text(Math.Min(Tunnels, MostPorts))];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tunnels}x{SessionsPerTunnel}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
