using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>
/// A live child by its pidfd. It is reaped exactly once, by the loop that watches it; signals go through the pidfd and only until
/// then, so that they cannot hit another process which got the same number.
/// </summary>
internal sealed unsafe class ChildProcess : IChildProcess, IPollable, IPollHandler
{
    private readonly FileDescriptor _pidfd;
    private readonly Lock _reaping = new();
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PollRegistration _registration;
    private bool _reaped;

    /// <param name="pid">Just started, and not waited for by anybody else.</param>
    public ChildProcess(int pid, PollLoop reaper)
    {
        Pid = pid;
        _pidfd = new FileDescriptor((int)Libc.pidfd_open(Libc.PidfdOpen, pid, 0), $"watch process {pid}");
        try
        {
            lock (_reaping)
                _registration = reaper.Watch(this, PollEvents.Readable, this);
        }
        catch
        {
            _pidfd.Dispose();
            throw;
        }
    }

    /// <summary>Ends a child that nobody can watch, with all that it has started.</summary>
    public static void Abandon(int pid)
    {
        _ = Libc.kill(-pid, (int)Processes.Signal.Kill);
        int status;
        _ = Libc.waitpid(pid, &status, 0);
    }

    public int Pid { get; }

    public Task<ExitStatus> Exited => _exited.Task;

    FileDescriptor IPollable.Descriptor => _pidfd;

    public bool Signal(Signal signal)
    {
        lock (_reaping)
        {
            using var lease = _pidfd.Use();
            return !_reaped && Libc.pidfd_send_signal(Libc.PidfdSendSignal, lease.Fd, (int)signal, 0, 0) == 0;
        }
    }

    /// <summary>Each child leads a session (<see cref="SpawnRequest"/>), so the group has its number; which nobody else gets before it is reaped.</summary>
    public bool SignalGroup(Signal signal)
    {
        lock (_reaping)
            return !_reaped && Libc.kill(-Pid, (int)signal) == 0;
    }

    void IPollHandler.OnReady(PollEvents events)
    {
        int status;
        lock (_reaping)
        {
            var waited = Libc.waitpid(Pid, &status, Libc.WaitNoHang);
            if (waited == 0)
                return;
            _registration.Forget();
            _reaped = true;
            _pidfd.Dispose();
            _exited.TrySetResult(waited == Pid ? ExitStatus.FromWaitStatus(status) : ExitStatus.Unknown);
        }
    }
}
