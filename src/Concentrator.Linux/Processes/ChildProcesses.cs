using Concentrator.Linux.Network;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>Starts children by posix_spawn, never by fork: the runtime's other threads would not survive one. One thread reaps them all.</summary>
public sealed class ChildProcesses(Action<Exception> onFault) : IChildProcesses, IDisposable
{
    private readonly PollLoop _reaper = new("children", onFault);

    public IChildProcess Start(ChildProcessOptions options)
    {
        using var request = new SpawnRequest(options);
        // A child begins in the network namespace of the thread that starts it.
        var pid = options.NetworkNamespace is { } name ? NetworkNamespaces.Run(name, () => request.Start(options)) : request.Start(options);
        try
        {
            return new ChildProcess(pid, _reaper);
        }
        catch
        {
            ChildProcess.Abandon(pid);
            throw;
        }
    }

    /// <summary>Stops observing; children that still live are left alone.</summary>
    public void Dispose() => _reaper.Dispose();
}
