namespace Concentrator.Linux.Processes;

/// <summary>Starts child processes; behind an interface so that a bridge's rules can be tested without pppd.</summary>
public interface IChildProcesses
{
    /// <summary>Starts a child. Blocks until its exec (about a millisecond): call it from a worker, never from a loop.</summary>
    /// <exception cref="LinuxException">The program or the terminal could not be opened, the namespace not be entered, or no process be made.</exception>
    IChildProcess Start(ChildProcessOptions options);
}
