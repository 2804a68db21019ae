using Concentrator.Linux.Interop;
using Concentrator.Linux.Processes;
using Xunit;

namespace Concentrator.Linux.Tests;

public class ThreadScheduleTests
{
    private const int Idle = 5;

    [Fact]
    public void Thread_should_be_patient_until_it_is_not()
    {
        Assert.Equal([ThreadSchedule.Batch, ThreadSchedule.Batch, ThreadSchedule.Other], PoliciesAfter(ThreadSchedule.Other, true, true, false));
    }

    [Fact]
    public void What_an_operator_chose_should_be_left_alone()
    {
        Assert.Equal([Idle, Idle], PoliciesAfter(Idle, true, false));
        Assert.Equal([ThreadSchedule.Batch, ThreadSchedule.Batch], PoliciesAfter(ThreadSchedule.Batch, true, false));
    }

    /// <summary>On a thread of its own, since a policy stays.</summary>
    private static unsafe int[] PoliciesAfter(int chosen, params bool[] patience)
    {
        List<int> policies = [];
        var thread = new Thread(() =>
        {
            var priority = 0;
            Libc.sched_setscheduler(0, chosen, &priority);
            foreach (var isPatient in patience)
            {
                ThreadSchedule.SetPatient(isPatient);
                policies.Add(Libc.sched_getscheduler(0));
            }
        });
        thread.Start();
        thread.Join();
        return [.. policies];
    }
}
