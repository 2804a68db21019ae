using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>What to start. The child leads a session of its own, has default signal handling and no inherited descriptors.</summary>
public sealed record ChildProcessOptions
{
    /// <summary>Absolute path of the program; no search along PATH.</summary>
    public required string File { get; init; }

    /// <summary>Arguments after the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where programs are that a child may start.</summary>
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The whole environment of the child. Never ours, which may hold secrets. Default: PATH alone.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string> { ["PATH"] = SearchPath };

    /// <summary>Slave path of a pty: becomes standard input, output, error and the controlling terminal. Null: /dev/null and none.</summary>
    public string? Terminal { get; init; }

    /// <summary>Instead of a terminal: becomes standard input and output. It must be open until <see cref="IChildProcesses.Start"/> returns.</summary>
    public IPollable? Line { get; init; }

    /// <summary>Instead of both: becomes standard input, while standard output is /dev/null. It must be open until <see cref="IChildProcesses.Start"/> returns.</summary>
    public IPollable? Input { get; init; }

    /// <summary>Name of the network namespace that the child lives in; null: ours.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>Becomes descriptor 3; null: the child has none. It must be open until <see cref="IChildProcesses.Start"/> returns.</summary>
    public IPollable? Socket { get; init; }

    /// <summary>Becomes standard error. Null: what standard output is.</summary>
    public IPollable? Report { get; init; }
}
