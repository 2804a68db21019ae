using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Node;

/// <summary>The built <c>concentrator</c> program, running on a host with a state directory of its own.</summary>
internal sealed class ConcentratorProcess : IAsyncDisposable
{
    private const string ConfigurationName = "concentrator.json";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly NamespaceHost _host;
    private readonly ChildProcess _process;
    private readonly HttpClient _http;
    private readonly bool _keepsState;
    private bool _disposed;

    private ConcentratorProcess(NamespaceHost host, ChildProcess process, string stateDirectory, bool keepsState)
    {
        _host = host;
        _process = process;
        _keepsState = keepsState;
        StateDirectory = stateDirectory;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, end) => new NetworkStream(await ConnectAsync(end), ownsSocket: true) })
        {
            BaseAddress = new Uri("http://node/v1/"),
        };
    }

    public string StateDirectory { get; }

    public int Pid => _process.Pid;

    /// <summary>All log lines so far.</summary>
    public string Log => _process.Output;

    /// <summary>Memory that the process holds now, octets.</summary>
    public long ResidentBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private string ControlSocket => Path.Combine(StateDirectory, "control.sock");

    /// <summary>Starts a node and waits until it is ready, which is when its control socket accepts. The lab disposes it at its end, also when it never is.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="configuration">The configuration file's text (JSON).</param>
    /// <param name="stateDirectory">An existing one, to start again on what an earlier run left; a new one if null.</param>
    /// <param name="files">More files beside the configuration (secrets), by name.</param>
    public static async Task<ConcentratorProcess> StartAsync(
        NamespaceHost host, string configuration, string? stateDirectory = null, IReadOnlyDictionary<string, string>? files = null)
    {
        var state = stateDirectory ?? Directory.CreateTempSubdirectory($"{host.Namespace}-").FullName;
        await WriteAsync(state, configuration, files ?? new Dictionary<string, string>());

        // Whoever started the tests may have them ignore SIGHUP (nohup does), and children inherit that; a reload needs it.
        var process = host.Start("env", ["--default-signal=HUP", "dotnet", Checkout.ConcentratorAssembly, "run", "--config", Path.Combine(state, ConfigurationName), "--state", state]);
        var node = host.Keep(new ConcentratorProcess(host, process, state, keepsState: stateDirectory is not null));
        await Until.True(node.AnswersAsync, StartLimit, $"the control socket of the node on {host.Name}");
        return node;
    }

    /// <summary>What <c>concentrator show WHAT --json</c> prints, asked for without starting that program.</summary>
    public async Task<JsonElement> ShowAsync(string what) => JsonDocument.Parse(await _http.GetStringAsync(what)).RootElement;

    /// <summary>The items of a list that <see cref="ShowAsync"/> gives.</summary>
    public async Task<JsonElement[]> ListAsync(string what) => [.. (await ShowAsync(what)).GetProperty("items").EnumerateArray()];

    /// <summary>A command of the control API; its refusal fails the test.</summary>
    public async Task PostAsync(string command, string json)
    {
        using var answer = await _http.PostAsync(command, new StringContent(json, Encoding.UTF8, "application/json"));
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{command} {json}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>All counters of <c>show node</c>.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountersAsync() =>
        (await ShowAsync("node")).GetProperty("counters").EnumerateObject().ToDictionary(counter => counter.Name, counter => counter.Value.GetInt64());

    /// <summary>Replaces the configuration file, and files beside it, of the running node; SIGHUP makes it read them.</summary>
    public async Task ReconfigureAsync(string configuration, IReadOnlyDictionary<string, string> files)
    {
        await WriteAsync(StateDirectory, configuration, files);
        Signal(PosixSignalNumber.Hup);
    }

    /// <summary>Waits for a line of the log.</summary>
    public Task<string> LogLineAsync(string text, TimeSpan limit) => _process.LineAsync(text, limit);

    /// <summary>A sub-command that runs beside the test, such as <c>trace</c>.</summary>
    public ChildProcess StartCommand(params string[] arguments) =>
        _host.Start("dotnet", [Checkout.ConcentratorAssembly, .. arguments, "--control", ControlSocket]);

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

    /// <summary>Kills it if it still runs. The state directory goes too, unless it was the caller's.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _http.Dispose();
        await _process.DisposeAsync();
        if (!_keepsState)
            Directory.Delete(StateDirectory, recursive: true);
    }

    /// <summary>Files that may hold secrets, and so are for nobody else to read.</summary>
    private static async Task WriteAsync(string directory, string configuration, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, text) in files.Append(KeyValuePair.Create(ConfigurationName, configuration)))
        {
            var file = Path.Combine(directory, name);
            await File.WriteAllTextAsync(file, text);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken end)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket), end);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"The node ended before it was ready. Its log:\n{Log}");
        try
        {
            using var socket = await ConnectAsync(CancellationToken.None);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
