using System.Globalization;
using Concentrator.Load;

namespace Concentrator.Benchmarks.Setups;

/// <summary>How many tunnels with how many sessions each are set up.</summary>
/// <param name="InFlight">Of either, at a time.</param>
internal readonly record struct SetupShape(int Tunnels, int SessionsPerTunnel, int InFlight = SetupShape.Usual)
{
    private const int Usual = 100;

    /// <summary>l2tpns takes SCCRQs that come from one port at the same time for one tunnel, so each tunnel has its own as far as there are.</summary>
    private const int MostPorts = 1000;

    /// <summary>Datagrams that the generator gives the kernel at once where they are of one length, for one LNS, and follow one another (UDP GSO).</summary>
    private const int Train = 64;

    public int Sessions => Tunnels * SessionsPerTunnel;

    public LoadPlan Of(LoadPlan plan) => plan with
    {
        Tunnels = Tunnels, SessionsPerTunnel = SessionsPerTunnel, Ports = Math.Min(Tunnels, MostPorts), InFlight = InFlight, Traffic = plan.Traffic with { Train = Train },
    };

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Tunnels}x{SessionsPerTunnel}{(InFlight == Usual ? "" : $", {InFlight:N0} in flight")}");
}
