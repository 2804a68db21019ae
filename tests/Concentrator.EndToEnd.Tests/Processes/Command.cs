using System.Diagnostics;

namespace Concentrator.EndToEnd.Tests.Processes;

/// <summary>What a command that has ended wrote, and how it ended.</summary>
internal sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The output, for commands whose failure is the test's.</summary>
    /// <exception cref="InvalidOperationException">The exit code was not 0.</exception>
    public string OrFail() => Succeeded
        ? Output
        : throw new InvalidOperationException($"{CommandLine}: exit code {ExitCode}\n{Output}{Errors}");
}

/// <summary>A program run to its end, its output captured.</summary>
internal static class Command
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">The command ran past the limit, and was killed.</exception>
    public static async Task<CommandResult> RunAsync(string file, IEnumerable<string> arguments, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var commandLine = $"{file} {string.Join(' ', start.ArgumentList)}";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var end = new CancellationTokenSource(limit ?? DefaultLimit);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{commandLine}: no end within {limit ?? DefaultLimit}.\n{await output}{await errors}");
        }
        return new CommandResult(commandLine, process.ExitCode, await output, await errors);
    }

    public static Task<CommandResult> RunAsync(string file, params string[] arguments) => RunAsync(file, arguments.AsEnumerable());
}
