using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors;
using Concentrator.Actors.Dialers;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Pppoe;
using Concentrator.Control.Policy;
using Concentrator.Node.Configuration;
using Concentrator.Node.Control;
using Microsoft.Extensions.Logging;
using Serilog.Core;

namespace Concentrator.Node.Hosting;

/// <summary>
/// Takes over what can change at run time, from the file or from an operator's additions to it, and says what could not. What has errors changes
/// nothing.
/// </summary>
internal sealed class ConfigurationReload(
    string file, string? state, ConcentratorOptions start, NodeRuntime runtime, ActorSystem system, IReadOnlyActorRegistry actors, LoggingLevelSwitch level,
    ILogger<ConfigurationReload> log)
    : IConfigurationReload, IConfigurationAdditions
{
    /// <summary>One change at a time: SIGHUP and the control API may come together.</summary>
    private readonly Lock _lock = new();

    /// <summary>With the name that the node has, which may have been the host's.</summary>
    private readonly ConcentratorOptions _start = start with { Node = start.Node with { Name = runtime.Configuration.Node.Name } };

    private volatile RuntimeAdditions _additions = RuntimeAdditions.None;

    public IReadOnlyList<AdditionStatus> Additions => _additions.Status;

    public IReadOnlyList<ProfileStatus> Profiles
    {
        get
        {
            var (configuration, additions) = (runtime.Configuration, Additions);
            return
            [
                .. configuration.Lns.Select(lns => new ProfileStatus(lns.Name, "lns", additions.FirstOrDefault(part => part.Lns.Contains(lns.Name))?.Name)),
                .. configuration.Dialers.Select(dialer => new ProfileStatus(dialer.Name, "dialer", additions.FirstOrDefault(part => part.Dialers.Contains(dialer.Name))?.Name)),
            ];
        }
    }

    public Task<ReloadReport> ReloadAsync(CancellationToken cancellation) => InTurn(() => TakeOver(StillFitting()), cancellation);

    public Task<ReloadReport> PutAsync(string name, string json, CancellationToken cancellation) => InTurn(
        () =>
        {
            var errors = new List<ConfigurationProblem>();
            return _additions.With(name, json, errors) is { } additions ? TakeOver(additions) : Refused(errors);
        },
        cancellation);

    public Task<ReloadReport> RemoveAsync(string name, CancellationToken cancellation) => InTurn(
        () => _additions.Has(name) ? TakeOver(_additions.Without(name)) : Refused([new ConfigurationProblem(name, "nothing of this name was added")]),
        cancellation);

    private Task<ReloadReport> InTurn(Func<ReloadReport> change, CancellationToken cancellation) => Task.Run(
        () =>
        {
            lock (_lock)
                return change();
        },
        cancellation);

    /// <summary>A file that has changed may no longer go together with what was added, and then it is the file that counts.</summary>
    private RuntimeAdditions StillFitting()
    {
        var fitting = _additions;
        foreach (var part in Additions)
        {
            var loaded = Load(fitting);
            if (loaded.Configuration is not null || Load(fitting.Without(part.Name)).Errors.Count >= loaded.Errors.Count)
                continue;
            log.LogWarning("{Name}, which was added at run time, is gone: {Problem}", part.Name, loaded.Errors[0]);
            fitting = fitting.Without(part.Name);
        }
        return fitting;
    }

    /// <summary>As it would hold from now on.</summary>
    private LoadedConfiguration Load(RuntimeAdditions additions) => ConfigurationFile.Load(file, state, additions, _start);

    private ReloadReport TakeOver(RuntimeAdditions additions)
    {
        var wanted = ConfigurationFile.Load(file, state, additions, start: null);
        foreach (var problem in wanted.Warnings)
            log.LogWarning("configuration: {Problem}", problem);
        if (wanted.Configuration is null)
            return Refused(wanted.Errors);
        var possible = Load(additions);
        if (possible.Configuration is not { } configuration)
            return Refused([.. possible.Errors.Select(problem => problem with { Text = $"{problem.Text}, with what stays until the node is restarted" })]);

        var change = ConfigurationChange.Compare(runtime.Configuration, wanted.Configuration, configuration);
        _additions = additions;
        var failed = Apply(change);
        foreach (var text in change.Applied)
            log.LogInformation("configuration changed: {Change}", text);
        foreach (var text in change.NeedsRestart)
            log.LogWarning("configuration not changed: {Change}", text);
        foreach (var text in failed)
            log.LogError("configuration changed, but {Failure}", text);
        return new ReloadReport([.. change.Applied], [.. change.NeedsRestart], []) { Failed = failed };
    }

    private ReloadReport Refused(IReadOnlyCollection<ConfigurationProblem> errors)
    {
        foreach (var problem in errors)
            log.LogError("configuration not taken over: {Problem}", problem);
        return new ReloadReport([], [], [.. errors.Select(problem => problem.ToString())]);
    }

    /// <summary>Returns what could not be done.</summary>
    private IReadOnlyList<string> Apply(ConfigurationChange change)
    {
        var effective = change.Effective;
        runtime.Configuration = effective;
        level.MinimumLevel = LogLevels.OfSerilog(effective.Node.LogLevel);
        system.EventStream.SetLogLevel(LogLevels.OfAkka(effective.Node.LogLevel));
        actors.Get<PoolsKey>().Tell(new PoolCommands.Configure(effective.Pools));
        actors.Get<DialersKey>().Tell(new DialerCommands.Configure(change.Dialers));
        actors.Get<PppoeKey>().Tell(new PppoeCommands.Configure(effective.Pppoe));
        return [.. runtime.Domains.Configure(runtime.DataPlane, effective), .. runtime.Filters.Apply(effective.Groups)];
    }
}
