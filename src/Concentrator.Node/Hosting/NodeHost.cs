using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors;
using Concentrator.Actors.Dialers;
using Concentrator.Actors.History;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Pppoe;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Kernel;
using Concentrator.Linux.Network;
using Concentrator.Linux.Processes;
using Concentrator.Node.Configuration;
using Concentrator.Node.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concentrator.Node.Hosting;

/// <summary>A node from its configuration: data plane, actors, control API and logs put together, started in order, and stopped in order.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    /// <summary>How long the first UDP port may take to open.</summary>
    private static readonly TimeSpan FirstPortTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan NextPortTimeout = TimeSpan.FromSeconds(1);

    /// <summary>What stopping takes beside the wait for peers: a thousand TUN devices are some seconds' work for the kernel.</summary>
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Longer than this no stop takes, whatever <see cref="NodeSettings.ShutdownTimeout"/> is by then.</summary>
    internal static readonly TimeSpan LongestStop = NodeSettings.LongestShutdown + ClosingTimeout;

    /// <summary>The host stops the actors, on SIGTERM and in its own order; the runtime's exit must not race it.</summary>
    private const string AkkaSettings = """
        akka.stdout-loglevel = OFF
        akka.coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }
        akka.actor.default-dispatcher.throughput = 100
        akka.scheduler.tick-duration = 25ms
        """;

    /// <summary>Loops of each direction unless the configuration says how many: half of the processors for the data plane.</summary>
    private const int ProcessorsPerLoop = 4, MostLoops = 8;

    private readonly WebApplication _app;
    private readonly NodeRuntime _runtime;

    private NodeHost(WebApplication app, NodeRuntime runtime) => (_app, _runtime) = (app, runtime);

    private static PlaneOptions PlaneOf(NodeSettings node) => new()
    {
        Offloads = node.Offloads,
        Threads = node.PlaneThreads > 0 ? node.PlaneThreads : Math.Clamp(Environment.ProcessorCount / ProcessorsPerLoop, 1, MostLoops),
        BusyPoll = node.BusyPoll,
    };

    /// <param name="start">What was read from the file, without errors.</param>
    /// <exception cref="IOException">The state directory cannot be made; <see cref="UnauthorizedAccessException"/>: we may not.</exception>
    public static NodeHost Build(string file, string? state, LoadedConfiguration start)
    {
        var configuration = start.Configuration!;
        Directory.CreateDirectory(configuration.Node.StateDirectory, ControlSocket.DirectoryMode);
        var builder = WebApplication.CreateSlimBuilder(OptionsOfHost());
        var logs = builder.AddLogs(configuration.Node.LogLevel);
        var node = configuration.Node;
        void OnFault(Exception fault) => Serilog.Log.Error(fault, "a loop of the data plane met what it could not handle");
        var runtime = new NodeRuntime(
            configuration,
            node.DataPlane is DataPlaneKind.Kernel
                ? new KernelDataPlane(new Rtnetlink(), OnFault, notice => Serilog.Log.Warning("{Notice}", notice), PlaneOf(node))
                : new UserSpaceDataPlane(new Rtnetlink(), OnFault, PlaneOf(node)),
            new ChildProcesses(OnFault), TimeProvider.System);
        builder.AddControlApi(configuration.Control.Path, configuration.Control.Mode);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddSingleton(runtime);
        builder.Services.AddSingleton<INodeStatusSource, NodeStatusSource>();
        builder.Services.AddHostedService<DropNoticeService>();
        builder.Services.AddHostedService<LullCollection>();
        builder.Services.AddSingleton(services => new ConfigurationReload(
            file, state, start.Options!, runtime, services.GetRequiredService<ActorSystem>(), services.GetRequiredService<IReadOnlyActorRegistry>(), logs,
            services.GetRequiredService<ILogger<ConfigurationReload>>()));
        builder.Services.AddSingleton<IConfigurationReload>(services => services.GetRequiredService<ConfigurationReload>());
        builder.Services.AddSingleton<IConfigurationAdditions>(services => services.GetRequiredService<ConfigurationReload>());
        builder.Services.AddAkka("concentrator", (akka, services) => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.LogLevel = LogLevels.OfAkka(configuration.Node.LogLevel);
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddHocon(AkkaSettings, HoconAddMode.Prepend)
            .AddHocon(ActorThreadsConfigurator.Everywhere, HoconAddMode.Prepend)
            .AddJournal(
                configuration.Journal is JournalKind.Sqlite ? Path.Combine(configuration.Node.StateDirectory, "journal.db") : null, health: runtime.Journal)
            .AddHistory(configuration.Node.History)
            .AddPools(configuration.Pools)
            .AddLogins()
            .AddTunnels(runtime)
            .AddDialers(runtime)
            .AddPppoe(runtime)
            .AddOperations((registry, _) => new OperationsTargets
            {
                Slots = registry.Get<SlotsKey>(),
                Tunnels = runtime.Tunnels,
                History = registry.Get<HistoryKey>(),
                Pools = registry.Get<PoolsKey>(),
                Dialers = registry.Get<DialersKey>(),
                CallTargets = registry.Get<TargetsKey>(),
                Pppoe = registry.Get<PppoeKey>(),
                Node = services.GetRequiredService<INodeStatusSource>(),
            })
            .AddGracefulClosing(runtime));
        return new NodeHost(builder.Build().MapControlApi(), runtime);
    }

    /// <summary>
    /// A host reads its own settings from the directory that it is started in, and watches that with all below it: at the root, every directory of the
    /// machine. This node's settings are in its own file.
    /// </summary>
    private static WebApplicationOptions OptionsOfHost() => new()
    {
        ContentRootPath = AppContext.BaseDirectory, Args = ["--hostBuilder:reloadConfigOnChange=false"],
    };

    /// <summary>Starts, says "ready" when peers can be served, runs until SIGTERM or SIGINT, and closes what is open.</summary>
    /// <exception cref="NodeStartException">No UDP port could be opened, or an interface of subscribers not be set up.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (_runtime.Domains.Configure(_runtime.DataPlane, _runtime.Configuration) is [var failure, ..])
            throw new NodeStartException(failure);
        foreach (var closed in _runtime.Filters.Apply(_runtime.Configuration.Groups))
            _app.Logger.LogError("{Failure}", closed);
        await _app.StartAsync(cancellation);
        using var reload = ReloadSignal.Register(_app.Services.GetRequiredService<IConfigurationReload>());
        await WaitForPortsAsync(cancellation);
        var actors = _app.Services.GetRequiredService<IReadOnlyActorRegistry>();
        actors.Get<DialersKey>().Tell(DialerCommands.Begin.Instance);
        actors.Get<PppoeKey>().Tell(PppoeCommands.Begin.Instance);
        _app.Logger.LogInformation(
            "ready: {Node} listens on {Listening}, control socket {Socket}", _runtime.Configuration.Node.Name,
            string.Join(", ", _runtime.Ports.Open.Select(port => port.Local.ToString()).Order()), _runtime.Configuration.Control.Path);
        using var stopping = _app.Lifetime.ApplicationStopping.Register(
            () => _app.Logger.LogInformation("stopping: {Tunnels} tunnels with {Sessions} sessions to close", _runtime.Ledger.Tunnels, _runtime.Ledger.Sessions));
        await _app.WaitForShutdownAsync(cancellation);
        _app.Logger.LogInformation("stopped");
    }

    /// <summary>The node is ready with one port, but the others seldom need longer.</summary>
    private async Task WaitForPortsAsync(CancellationToken cancellation)
    {
        var ports = _runtime.Configuration.Listen;
        if (!await _runtime.Ports.NextOpenAsync(FirstPortTimeout, cancellation))
            throw new NodeStartException($"no UDP port could be opened: {string.Join(", ", ports)}");
        for (var more = 1; more < ports.Count; more++)
            if (!await _runtime.Ports.NextOpenAsync(NextPortTimeout, cancellation))
                return;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _runtime.Domains.Dispose();
        _runtime.Filters.Dispose();
        _runtime.DataPlane.Dispose();
    }
}

/// <summary>The node cannot do its work; the message says why.</summary>
internal sealed class NodeStartException(string message) : Exception(message);
