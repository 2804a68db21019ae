using Concentrator.Control.Policy.Secrets;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Processes;

namespace Concentrator.Actors.Pppd;

/// <summary>A pppd to be started.</summary>
/// <param name="Password">Of the user that we are, as client.</param>
/// <param name="SecretDirectory">Where the password may lie while pppd reads it.</param>
internal sealed record PppdLaunch(PppdCall Call, Secret? Password, string SecretDirectory)
{
    /// <summary>How long it may take to end PPP when it is told to: Terminate-Requests, and its scripts.</summary>
    public TimeSpan TerminateLimit => Call.Ppp.RestartTimer * Call.Ppp.MaxTerminate + TimeSpan.FromSeconds(2);

    /// <summary>Blocks for about a millisecond.</summary>
    /// <exception cref="IOException">The password cannot be written, or the program not be started.</exception>
    /// <param name="socket">That of the session in the kernel, over which pppd speaks then; null: it speaks over the terminal.</param>
    public RunningPppd Start(IChildProcesses processes, string terminal, IPollable? socket = null)
    {
        var call = socket is null ? Call : Call with { Reporting = PppdReporting.In(SecretDirectory, terminal) };
        var secrets = Password is { } password ? PppdSecretFile.Write(SecretDirectory, Call.Key, password) : null;
        try
        {
            return new RunningPppd(
                processes.Start(new ChildProcessOptions
                {
                    File = Call.Ppp.Pppd.Path,
                    Arguments = PppdCommandLine.Arguments(call, secrets?.Path),
                    Environment = PppdCommandLine.Environment(call),
                    Terminal = terminal,
                    NetworkNamespace = Call.Namespace,
                    Socket = socket,
                }),
                secrets);
        }
        catch
        {
            secrets?.Dispose();
            throw;
        }
    }
}

/// <summary>A pppd that lives, or has lived.</summary>
internal sealed record RunningPppd(IChildProcess Child, PppdSecretFile? Secrets);
