using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pools;
using Concentrator.Cli;
using Concentrator.Linux.Processes;
using Concentrator.Node.Configuration;
using Concentrator.Node.Control;
using Concentrator.Node.Hosting;
using Concentrator.Node.Migration;
using Concentrator.TestSupport.Planes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog.Core;
using Xunit;

namespace Concentrator.Node.Tests.Migration;

/// <summary>The control API with the real configuration of a running node behind it; tunnels, sessions and dialers are what the test says.</summary>
public sealed class LiveConfiguration : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("live-").FullName;
    private readonly ConcurrentQueue<object> _told = new();
    private WebApplication? _app;
    private NodeRuntime? _runtime;

    public List<TunnelStatus> Tunnels { get; } = [];

    public List<SessionStatus> Sessions { get; } = [];

    /// <summary>Dialers that are not down.</summary>
    public HashSet<string> Up { get; } = [];

    public NodeRuntime Runtime => _runtime!;

    public FakeDataPlane Plane { get; } = new();

    public LoggingLevelSwitch Level { get; } = new();

    public ActorSystem System => _app!.Services.GetRequiredService<ActorSystem>();

    private ConfigurationReload Configuration => _app!.Services.GetRequiredService<ConfigurationReload>();

    public string File => Path.Combine(_directory, "concentrator.json");

    public async Task InitializeAsync()
    {
        Write("""
            {
              "listen": "192.0.2.1:1701", "tun": { "address": "10.0.0.1" }, "pools": { "main": { "ranges": "10.0.0.0/24" } },
              "users": [{ "name": "ann", "password": "hers" }], "lns": [{ "name": "main", "pool": "main" }], "dialers": [{ "name": "fixed", "lns": "192.0.2.9" }]
            }
            """);
        var loaded = ConfigurationFile.Load(File, _directory);
        _runtime = new NodeRuntime(loaded.Configuration!, Plane, new NoProcesses(), TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddControlApi(Path.Combine(_directory, "control.sock"));
        builder.Services.AddSingleton(services => new ConfigurationReload(
            File, _directory, loaded.Options!, _runtime, services.GetRequiredService<ActorSystem>(), services.GetRequiredService<IReadOnlyActorRegistry>(), Level,
            NullLogger<ConfigurationReload>.Instance));
        builder.Services.AddSingleton<IConfigurationReload>(services => services.GetRequiredService<ConfigurationReload>());
        builder.Services.AddSingleton<IConfigurationAdditions>(services => services.GetRequiredService<ConfigurationReload>());
        builder.Services.AddAkka("live", akka => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .WithActors((system, registry) =>
            {
                var actor = system.ActorOf(Props.Create(() => new Everybody(this)), "everybody");
                registry.Register<OperationsActor>(actor);
                registry.Register<DialersKey>(actor);
                registry.Register<PppoeKey>(actor);
                registry.Register<PoolsKey>(actor);
            }));
        _app = builder.Build().MapControlApi();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _runtime!.DataPlane.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>What the operations actor and the dialers were told by now; they are asked last, so that it is in their hands.</summary>
    public async Task<IReadOnlyCollection<object>> ToldAsync()
    {
        await _app!.Services.GetRequiredService<ActorRegistry>().Get<DialersKey>().Ask<ActorIdentity>(new Identify(1));
        return _told;
    }

    public void Write(string configuration) => global::System.IO.File.WriteAllText(File, configuration);

    public Task<ReloadReport> ReloadAsync() => Configuration.ReloadAsync(CancellationToken.None);

    public Task<ReloadReport> PutAsync(string name, string json) => Configuration.PutAsync(name, json, CancellationToken.None);

    public Task<(int Code, string Output, string Error)> ControlAsync(params string[] arguments) =>
        RunAsync(["xl2tpd-control", "-c", Path.Combine(_directory, "control.sock"), .. arguments]);

    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ConcentratorCli.RunAsync(ConcentratorCli.BuildRoot(Xl2tpdControlCommand.Build()), arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private sealed class Everybody(LiveConfiguration node) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            node._told.Enqueue(message);
            Sender.Tell(message switch
            {
                OperationsQueries.GetTunnels => new StatusReport<TunnelStatus>([.. node.Tunnels], 0),
                OperationsQueries.GetSessions => new StatusReport<SessionStatus>([.. node.Sessions], 0),
                OperationsQueries.GetDialers => new StatusReport<DialerStatus>([.. node.Runtime.Configuration.Dialers.Select(Status)], 0),
                OperationsQueries.GetNode => new NodeStatus(
                    "node", "1", default, 0, [], node.Tunnels.Count, node.Sessions.Count, 0, 0, "", "", 0, 0, new Dictionary<string, long>()),
                OperationsCommands.Dial { Dialer: "busy" } => new CommandResult(false, "busy is connected already"),
                _ => new CommandResult(true, "done"),
            });
        }

        private DialerStatus Status(Concentrator.Control.Policy.Profiles.DialerProfile dialer) =>
            new(dialer.Name, node.Up.Contains(dialer.Name) ? "connected" : "down", "192.0.2.9:1701", null, 0, 1, 0, null);
    }

    private sealed class NoProcesses : IChildProcesses
    {
        public IChildProcess Start(ChildProcessOptions options) => throw new NotSupportedException("no processes here");
    }
}
