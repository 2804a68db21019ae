using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Concentrator.EndToEnd.Tests.Processes;

/// <summary>A program that runs beside the test: a peer, a capture, our node. Ended by its own pid, at the latest on disposal.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly string _commandLine;
    private bool _disposed;

    private ChildProcess(ProcessStartInfo start)
    {
        _commandLine = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static ChildProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ChildProcess(start);
    }

    /// <summary>Of the program itself even inside a namespace, since <c>ip netns exec</c> becomes the program it starts.</summary>
    public int Pid => _process.Id;

    public bool HasExited => _disposed || _process.HasExited;

    /// <summary>Everything it wrote so far, standard output and error together.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Waits until it has written a line that contains <paramref name="text"/>.</summary>
    /// <exception cref="InvalidOperationException">It ended without.</exception>
    public Task<string> LineAsync(string text, TimeSpan limit) => Until.Some(
        () =>
        {
            var exited = HasExited;
            lock (_lines)
                if (_lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                    return Task.FromResult<string?>(found);
            return exited
                ? throw new InvalidOperationException($"{_commandLine} ended (exit code {_process.ExitCode}) before \"{text}\":\n{Output}")
                : Task.FromResult<string?>(null);
        },
        limit,
        $"\"{text}\" from {_commandLine}, which wrote:\n{Output}");

    public void Signal(PosixSignalNumber signal)
    {
        if (!HasExited && Kill(Pid, (int)signal) != 0)
            throw new InvalidOperationException($"kill({Pid}, {signal}): error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It did not end within the limit.</exception>
    public async Task<int> TerminateAsync(TimeSpan? limit = null)
    {
        Signal(PosixSignalNumber.Term);
        return await ExitAsync(limit ?? TerminationLimit);
    }

    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using var end = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_commandLine}: no end within {limit}. It wrote:\n{Output}");
        }
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        if (!HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _disposed = true;
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

