using Concentrator.Linux.Polling;
using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class PollLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Handler_that_throws_should_be_reported_and_not_end_the_loop()
    {
        using var reported = new ManualResetEventSlim();
        using var loop = new PollLoop("test", _ => reported.Set());
        using var bad = new EventFd();
        loop.Watch(bad, PollEvents.Readable, new Handler(() =>
        {
            bad.Reset();
            throw new InvalidOperationException("a defect");
        }));

        bad.Set();

        Assert.True(reported.Wait(Patience));
        var ran = false;
        loop.Run(() => ran = true);
        Assert.True(ran);
    }

    [Fact]
    public void Handler_should_not_run_once_its_registration_is_forgotten()
    {
        using var loop = new PollLoop("test", fault => throw fault);
        using var signal = new EventFd();
        var calls = 0;
        var registration = loop.Watch(signal, PollEvents.Readable, new Handler(() => calls++));
        loop.Run(registration.Forget);
        var before = calls;

        signal.Set();
        loop.Run(() => { });

        Assert.Equal(before, calls);
    }

    [Fact]
    public void Edge_should_be_reported_once_each_time_though_nothing_is_read()
    {
        using var loop = new PollLoop("test", fault => throw fault);
        using var signal = new EventFd();
        using var reported = new SemaphoreSlim(0);
        loop.Watch(signal, PollEvents.Readable | PollEvents.Edge, new Handler(() => reported.Release()));

        for (var time = 0; time < 2; time++)
        {
            signal.Set();
            Assert.True(reported.Wait(Patience));
            for (var turn = 0; turn < 10; turn++)
                loop.Run(() => { });
            Assert.Equal(0, reported.CurrentCount);
        }
    }

    [Fact]
    public void Work_posted_after_the_end_should_still_run()
    {
        var loop = new PollLoop("test", fault => throw fault);
        loop.Dispose();

        var ran = false;
        loop.Run(() => ran = true);

        Assert.True(ran);
    }

    private sealed class Handler(Action onReady) : IPollHandler
    {
        public void OnReady(PollEvents events) => onReady();
    }
}
