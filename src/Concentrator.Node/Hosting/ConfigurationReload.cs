using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors;
using Concentrator.Actors.Dialers;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Sessions;
using Concentrator.Control.Policy;
using Concentrator.Node.Configuration;
using Concentrator.Node.Control;
using Microsoft.Extensions.Logging;
using Serilog.Core;

namespace Concentrator.Node.Hosting;

/// <summary>Takes over what can change at run time, and says what could not. A file with errors changes nothing.</summary>
internal sealed class ConfigurationReload(
    string file, string? state, NodeRuntime runtime, IReadOnlyActorRegistry actors, LoggingLevelSwitch level, ILogger<ConfigurationReload> log)
    : IConfigurationReload
{
    private readonly Lock _lock = new();

    public Task<ReloadReport> ReloadAsync(CancellationToken cancellation) => Task.Run(Reload, cancellation);

    private ReloadReport Reload()
    {
        // One at a time: SIGHUP and the control API may come together.
        lock (_lock)
        {
            var loaded = ConfigurationFile.Load(file, state);
            foreach (var problem in loaded.Warnings)
                log.LogWarning("configuration: {Problem}", problem);
            if (loaded.Configuration is not { } configuration)
            {
                foreach (var problem in loaded.Errors)
                    log.LogError("configuration not taken over: {Problem}", problem);
                return new ReloadReport([], [], [.. loaded.Errors.Select(problem => problem.ToString())]);
            }

            var change = ConfigurationChange.Compare(runtime.Configuration, configuration);
            Apply(change);
            foreach (var text in change.Applied)
                log.LogInformation("configuration changed: {Change}", text);
            foreach (var text in change.NeedsRestart)
                log.LogWarning("configuration not changed: {Change}", text);
            return new ReloadReport([.. change.Applied], [.. change.NeedsRestart], []);
        }
    }

    private void Apply(ConfigurationChange change)
    {
        var effective = change.Effective;
        runtime.Configuration = effective;
        level.MinimumLevel = LogLevels.OfSerilog(effective.Node.LogLevel);
        actors.Get<PoolsKey>().Tell(new PoolCommands.Configure(effective.Pools));
        actors.Get<DialersKey>().Tell(new DialerCommands.Configure(effective.Dialers, change.Dialers));
        if (runtime.SubscriberTun is { } tun && effective.Tun.Address is { } address)
            SubscriberTun.Route(runtime.DataPlane, tun, effective, address);
    }
}
