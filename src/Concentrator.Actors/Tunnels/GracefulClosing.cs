using Akka;
using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors.Dialers;
using Concentrator.Actors.Pppoe;
using Concentrator.Actors.Targets;
using Concentrator.Control.Policy;

namespace Concentrator.Actors.Tunnels;

public static class GracefulClosing
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// When the node is told to stop, every call and tunnel is closed (CDN, StopCCN) and their acknowledgements are awaited, for the configured time at
    /// most; only then do the actors stop. The time may change at run time, the limit of the phase cannot.
    /// </summary>
    public static AkkaConfigurationBuilder AddGracefulClosing(this AkkaConfigurationBuilder builder, NodeRuntime runtime) =>
        builder
            .AddHocon($"akka.coordinated-shutdown.phases.before-service-unbind.timeout = {(NodeSettings.LongestShutdown + TimeSpan.FromSeconds(1)).TotalSeconds}s", HoconAddMode.Prepend)
            .AddStartup((system, registry) => CoordinatedShutdown.Get(system).AddTask(
                CoordinatedShutdown.PhaseBeforeServiceUnbind, "close-tunnels", () => CloseAsync(runtime, registry)));

    private static async Task<Done> CloseAsync(NodeRuntime runtime, IActorRegistry registry)
    {
        // A peer that is told goodbye may call again at once.
        runtime.Ledger.Close();
        registry.Get<DialersKey>().Tell(new DialerActor.HangUp("the node is shutting down"));
        registry.Get<PppoeKey>().Tell(new PppoeCommands.CloseAll("the node is shutting down"));
        registry.Get<TargetsKey>().Tell(TargetsActor.Stop.Instance);
        registry.Get<SlotsKey>().Tell(new SlotsActor.CloseAll("the node is shutting down"));
        using var limit = new CancellationTokenSource(runtime.Configuration.Node.ShutdownTimeout);
        while (runtime.Ledger.Tunnels > 0 && !limit.IsCancellationRequested)
            await Task.Delay(LookAgain);
        return Done.Instance;
    }
}
