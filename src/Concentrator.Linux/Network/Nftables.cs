using Concentrator.Linux.Processes;

namespace Concentrator.Linux.Network;

/// <summary>The packet filter of Linux, by way of the program nft(8), which reads a script and carries it out as a whole or not at all.</summary>
/// <param name="searchPath">Directories that nft may be in.</param>
public sealed class Nftables(IChildProcesses processes, string searchPath = ChildProcessOptions.SearchPath)
{
    /// <summary>What nft calls what it reads.</summary>
    private const string Input = "/dev/stdin";

    /// <summary>Errors of one script that are passed on; the first is the one that matters.</summary>
    private const int MostErrors = 3;

    /// <summary>A script takes milliseconds, unless it names hosts that have to be looked up.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Carries a script out. Blocks for as long as that takes: to be called from a worker.</summary>
    /// <param name="namespace">The network namespace in which; null: ours.</param>
    /// <param name="source">Where the script comes from, for what nft says of its lines.</param>
    /// <returns>Null: done. Otherwise nothing has changed, for this reason.</returns>
    public NftRefusal? Run(string script, string? @namespace, string source) => Run(script, @namespace, source, []);

    /// <summary>Finds out whether a script would be carried out.</summary>
    /// <inheritdoc cref="Run(string, string?, string)"/>
    public NftRefusal? Check(string script, string? @namespace, string source) => Run(script, @namespace, source, ["-c"]);

    private NftRefusal? Run(string script, string? @namespace, string source, string[] options)
    {
        if (searchPath.Split(':').Select(directory => Path.Combine(directory, "nft")).FirstOrDefault(File.Exists) is not { } program)
            return new NftRefusal($"there is no nft in {searchPath} (package nftables)", IsOfTheScript: false);
        try
        {
            using var input = new MemoryFile(script);
            using var report = new MemoryFile();
            var child = processes.Start(new ChildProcessOptions
            {
                File = program, Arguments = [.. options, "-f", "-"], Input = input, Report = report, NetworkNamespace = @namespace,
            });
            if (!child.Exited.Wait(Limit))
            {
                child.SignalGroup(Signal.Kill);
                child.Exited.Wait(Limit);
                return new NftRefusal($"nft did not come to an end within {Limit.TotalSeconds:0} s", IsOfTheScript: false);
            }
            return child.Exited.Result == new ExitStatus(0, null) ? null : Refusal(report.Read(), source, child.Exited.Result);
        }
        catch (LinuxException failure)
        {
            return new NftRefusal(failure.Message, IsOfTheScript: false);
        }
    }

    private static NftRefusal Refusal(string report, string source, ExitStatus status)
    {
        // Below each error are the lines that it is about, which may be long.
        var lines = report.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = lines.Where(line => line.Contains("Error:", StringComparison.Ordinal)).Take(MostErrors).ToArray();
        if (errors.Length == 0)
            return new NftRefusal($"nft ended with {(status.Code is { } code ? $"exit code {code}" : $"signal {status.Signal}")}{(lines is [var first, ..] ? $": {first}" : "")}", false);
        return new NftRefusal(
            string.Join("; ", errors.Select(line => line.Replace(Input, source, StringComparison.Ordinal))),
            IsOfTheScript: errors[0].StartsWith(Input, StringComparison.Ordinal));
    }
}

/// <summary>Why nft did not do what it was to do.</summary>
/// <param name="Text">In nft's words, where it had any.</param>
/// <param name="IsOfTheScript">It is a line of the script that will not do, not nft that cannot work.</param>
public sealed record NftRefusal(string Text, bool IsOfTheScript);
