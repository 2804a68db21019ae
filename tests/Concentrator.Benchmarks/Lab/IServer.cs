using Concentrator.Load;

namespace Concentrator.Benchmarks.Lab;

/// <summary>A server on the LNS's host, running.</summary>
internal interface IServer : IAsyncDisposable
{
    int Pid { get; }

    /// <summary>What the generator must know to have sessions here; null: there is no control channel, sessions are there by formula.</summary>
    Func<LoadPlan, LoadPlan>? Signalling { get; }
}

/// <summary>What is compared.</summary>
/// <param name="Name">In tables and graphs.</param>
internal sealed record ServerKind(string Name, Func<Access, Task<IServer>> StartAsync)
{
    public static readonly ServerKind Ours = new("ours", async access => await OurNode.StartAsync(access));

    public static readonly ServerKind L2tpns = new("l2tpns", async access => await L2tpnsServer.StartAsync(access)) { ServesOnce = true };

    /// <summary>A second load does not find it as the first one did: l2tpns keeps ended tunnels for a while, and has room for 500.</summary>
    public bool ServesOnce { get; private init; }
}
