using System.Collections.Concurrent;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors.Operations;
using Concentrator.Node.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Concentrator.Node.Tests.Control;

/// <summary>The control API on a real socket in a directory of its own, with <see cref="FakeOperations"/> behind it.</summary>
public sealed class ControlServer : IAsyncLifetime, IConfigurationReload, IConfigurationAdditions
{
    private readonly string _directory = Directory.CreateTempSubdirectory("control-").FullName;
    private WebApplication? _app;

    public string Socket => Path.Combine(_directory, "run", "control.sock");

    public HttpClient Http { get; private set; } = null!;

    /// <summary>What a reload answers.</summary>
    public ReloadReport Reload { get; set; } = new([], [], []);

    internal ConcurrentQueue<object> Commands { get; } = new();

    public static WebApplication Build(string socket, ControlServer configuration, ConcurrentQueue<object> commands)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddControlApi(socket);
        builder.Services.AddSingleton<IConfigurationReload>(configuration);
        builder.Services.AddSingleton<IConfigurationAdditions>(configuration);
        builder.Services.AddAkka("control", akka => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .WithActors((system, registry) =>
                registry.Register<OperationsActor>(system.ActorOf(Props.Create(() => new FakeOperations(commands)), "operations"))));
        return builder.Build().MapControlApi();
    }

    public async Task InitializeAsync()
    {
        _app = Build(Socket, this, Commands);
        await _app.StartAsync();
        Http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://node/v1/"),
        };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    public Task<ReloadReport> ReloadAsync(CancellationToken cancellation) => Task.FromResult(Reload);

    public IReadOnlyList<AdditionStatus> Additions => [];

    public IReadOnlyList<ProfileStatus> Profiles => [new("office", "lns", null), new("home", "dialer", "lac.home")];

    public Task<ReloadReport> PutAsync(string name, string json, CancellationToken cancellation) => Task.FromResult(Reload);

    public Task<ReloadReport> RemoveAsync(string name, CancellationToken cancellation) => Task.FromResult(Reload);
}
