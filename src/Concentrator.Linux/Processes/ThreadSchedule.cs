using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Processes;

/// <summary>When the kernel lets the calling thread run.</summary>
public static unsafe class ThreadSchedule
{
    private const int Other = 0, Batch = 3;

    /// <summary>
    /// Whether this thread, when it is woken, waits until who runs has had their time, some milliseconds at most (SCHED_BATCH of sched(7)): good for who
    /// has more to do at once the later they come. A kernel that does not let it changes nothing.
    /// </summary>
    public static void SetPatient(bool isPatient)
    {
        var priority = 0;
        _ = Libc.sched_setscheduler(0, isPatient ? Batch : Other, &priority);
    }
}
