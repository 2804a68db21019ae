using System.Net.Sockets;
using System.Text.Json;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Node;

/// <summary>The built <c>concentrator</c> program, running on a host with a state directory of its own.</summary>
internal sealed class ConcentratorProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly NamespaceHost _host;
    private readonly ChildProcess _process;

    private ConcentratorProcess(NamespaceHost host, ChildProcess process, string stateDirectory)
    {
        _host = host;
        _process = process;
        StateDirectory = stateDirectory;
    }

    public string StateDirectory { get; }

    public int Pid => _process.Pid;

    /// <summary>All log lines so far.</summary>
    public string Log => _process.Output;

    private string ControlSocket => Path.Combine(StateDirectory, "control.sock");

    /// <summary>Starts a node and waits until it is ready, which is when its control socket accepts.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="configuration">The configuration file's text (JSON).</param>
    /// <param name="stateDirectory">An existing one, to start again on what an earlier run left; a new one if null.</param>
    /// <param name="files">More files beside the configuration (secrets), by name.</param>
    public static async Task<ConcentratorProcess> StartAsync(
        NamespaceHost host, string configuration, string? stateDirectory = null, IReadOnlyDictionary<string, string>? files = null)
    {
        var state = stateDirectory ?? Directory.CreateTempSubdirectory($"{host.Namespace}-").FullName;
        foreach (var (name, text) in files ?? new Dictionary<string, string>())
            await File.WriteAllTextAsync(Path.Combine(state, name), text);
        var configurationFile = Path.Combine(state, "concentrator.json");
        await File.WriteAllTextAsync(configurationFile, configuration);

        var process = host.Start("dotnet", [Checkout.ConcentratorAssembly, "run", "--config", configurationFile, "--state", state]);
        var node = new ConcentratorProcess(host, process, state);
        await Until.True(node.AnswersAsync, StartLimit, $"the control socket of the node on {host.Name}");
        return node;
    }

    /// <summary><c>concentrator show WHAT --json</c> of this node.</summary>
    public async Task<JsonElement> ShowAsync(string what) =>
        JsonDocument.Parse((await AskAsync("show", what, "--json")).OrFail()).RootElement;

    /// <summary>Any sub-command of the program that speaks to a node, with this node's control socket.</summary>
    public Task<CommandResult> AskAsync(params string[] arguments) =>
        _host.RunAsync("dotnet", [Checkout.ConcentratorAssembly, .. arguments, "--control", ControlSocket]);

    /// <summary>Waits until what a <c>show</c> says satisfies the condition, and gives it.</summary>
    public async Task<JsonElement> ShowUntilAsync(string what, Func<JsonElement, bool> condition, TimeSpan limit)
    {
        JsonElement last = default;
        await Until.True(async () => condition(last = await ShowAsync(what)), limit, $"show {what} to hold; the log is:\n{Log}");
        return last;
    }

    public void Signal(PosixSignalNumber signal) => _process.Signal(signal);

    /// <summary>SIGTERM, and the wait for an orderly end.</summary>
    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0.</exception>
    public async Task StopAsync(TimeSpan? limit = null)
    {
        var exitCode = await _process.TerminateAsync(limit);
        if (exitCode != 0)
            throw new InvalidOperationException($"The node ended with exit code {exitCode}. Its log:\n{Log}");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(StateDirectory, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"The node ended before it was ready. Its log:\n{Log}");
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
