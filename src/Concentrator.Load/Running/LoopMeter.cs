using System.Diagnostics;

namespace Concentrator.Load.Running;

/// <summary>How much of its time a loop waits for something to do. What it does not wait it works, or would like to and gets no processor.</summary>
internal sealed class LoopMeter
{
    private readonly long _since = Stopwatch.GetTimestamp();
    private long _waited;

    /// <summary>This program's time: monotonic, alike for all threads.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Runs a wait, and counts it as one.</summary>
    public void Wait(Action wait)
    {
        var before = Stopwatch.GetTimestamp();
        wait();
        Volatile.Write(ref _waited, _waited + Stopwatch.GetTimestamp() - before);
    }

    public Mark Take() => new(Stopwatch.GetTimestamp() - _since, Volatile.Read(ref _waited));

    /// <summary>Part of the time since then that the loop was busy, 0 to 1.</summary>
    public double BusySince(Mark mark)
    {
        var now = Take();
        var time = now.Time - mark.Time;
        return time <= 0 ? 0 : Math.Clamp(1 - (double)(now.Waited - mark.Waited) / time, 0, 1);
    }

    /// <summary>Sleeps until a packet is due, as finely as that is worth a system call.</summary>
    public static void SleepUntil(TimeSpan due, TimeSpan longest)
    {
        var time = due - Now;
        if (time > TimeSpan.Zero)
            Sleeper.Wait(time < longest ? time : longest);
    }

    internal readonly record struct Mark(long Time, long Waited);

    private static readonly Linux.Polling.PollSet Sleeper = new();
}
