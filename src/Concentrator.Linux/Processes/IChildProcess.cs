namespace Concentrator.Linux.Processes;

/// <summary>A process that we started and whose end we alone observe.</summary>
public interface IChildProcess
{
    int Pid { get; }

    /// <summary>Completes once, after the child was reaped; never faults.</summary>
    Task<ExitStatus> Exited { get; }

    /// <summary>Sends a signal to the child. False when it is no longer ours to signal: its pid may already be another's.</summary>
    bool Signal(Signal signal);

    /// <summary>The same to the child and all that it has started and that has not left its process group.</summary>
    bool SignalGroup(Signal signal);
}
