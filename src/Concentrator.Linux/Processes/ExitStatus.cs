namespace Concentrator.Linux.Processes;

/// <summary>How a child ended: by exiting with <see cref="Code"/>, or killed by <see cref="Signal"/>; exactly one is set, or
/// neither when somebody else took the status before us.</summary>
public readonly record struct ExitStatus(int? Code, int? Signal)
{
    public static readonly ExitStatus Unknown = default;

    /// <summary>Reads what waitpid(2) gave: the low seven bits are the signal, else the second byte is the exit code.</summary>
    public static ExitStatus FromWaitStatus(int status) => (status & 0x7f) switch
    {
        0 => new ExitStatus(status >> 8 & 0xff, null),
        var signal => new ExitStatus(null, signal),
    };

    public override string ToString() => this switch
    {
        { Code: { } code } => $"exited with code {code}",
        { Signal: { } signal } => $"killed by signal {signal}",
        _ => "ended with an unknown status",
    };
}
