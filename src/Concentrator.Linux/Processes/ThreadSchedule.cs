using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Processes;

/// <summary>When the kernel lets the calling thread run.</summary>
public static unsafe class ThreadSchedule
{
    internal const int Other = 0, Batch = 3;

    [ThreadStatic]
    private static bool _isOurs;

    /// <summary>
    /// Whether this thread, when it is woken, waits until who runs has had their time, some milliseconds at most (SCHED_BATCH of sched(7)): good for who
    /// has more to do at once the later they come. What an operator chose for the process (chrt(1), say) is left alone, and a kernel that does not let it
    /// changes nothing.
    /// </summary>
    public static void SetPatient(bool isPatient)
    {
        if (isPatient && Libc.sched_getscheduler(0) == Other)
            _isOurs = Set(Batch);
        else if (!isPatient && _isOurs)
            _isOurs = !Set(Other);
    }

    private static bool Set(int policy)
    {
        var priority = 0;
        return Libc.sched_setscheduler(0, policy, &priority) == 0;
    }
}
