using System.Net;
using Concentrator.Actors.Targets;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.Actors.Tests.Targets;

public class LnsResolverTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Address_should_need_no_name_server()
    {
        var resolver = new LnsResolver(_ => throw new InvalidOperationException("asked"), Limit);
        Assert.Equal([Endpoint.From(IPAddress.Parse("192.0.2.1"), 1701)], await resolver.ResolveAsync(new LnsAddress("192.0.2.1", 1701)));
    }

    [Fact]
    public async Task Names_that_nobody_answers_should_hold_no_thread_of_the_pool_and_few_others()
    {
        var silence = new ManualResetEventSlim();
        int asked = 0, ofThePool = 0;
        var resolver = new LnsResolver(_ =>
        {
            Interlocked.Add(ref ofThePool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
            Interlocked.Increment(ref asked);
            silence.Wait(Limit);
            return [IPAddress.Loopback];
        }, Limit);
        var all = Enumerable.Range(0, 3 * LnsResolver.AtOnce).Select(i => resolver.ResolveAsync(new LnsAddress($"lns{i}.example", 1701))).ToArray();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref asked) == LnsResolver.AtOnce, Limit));
        Assert.DoesNotContain(all, one => one.IsCompleted);
        silence.Set();
        await Task.WhenAll(all).WaitAsync(Limit);
        Assert.Equal((all.Length, 0), (asked, ofThePool));
    }

    [Fact]
    public async Task Failure_should_tell_what_the_name_server_said()
    {
        var resolver = new LnsResolver(_ => throw new InvalidOperationException("no such name"), Limit);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => resolver.ResolveAsync(new LnsAddress("nowhere.example", 1701)));
        Assert.Equal("no such name", failure.Message);
    }

    [Fact]
    public async Task Silence_should_be_a_failure_of_its_own_and_leave_nobody_waiting()
    {
        const string Silent = "silent.example";
        var silence = new ManualResetEventSlim();
        var asked = 0;
        var resolver = new LnsResolver(
            name =>
            {
                if (name == Silent)
                {
                    Interlocked.Increment(ref asked);
                    silence.Wait(Limit);
                }

                return [IPAddress.Loopback];
            },
            TimeSpan.FromMilliseconds(20));
        for (var i = 0; i < 3 * LnsResolver.AtOnce; i++)
            Assert.Equal("no answer within 0.02 s", (await Assert.ThrowsAsync<TimeoutException>(() => resolver.ResolveAsync(new LnsAddress(Silent)))).Message);
        silence.Set();

        // Whoever still waited would have their turn before this.
        for (var end = DateTime.UtcNow + Limit; await FailureOf(resolver.ResolveAsync(new LnsAddress("alive.example"))) is { } failure;)
            Assert.True(DateTime.UtcNow < end, failure.Message);
        Assert.InRange(Volatile.Read(ref asked), 1, LnsResolver.AtOnce);
    }

    private static async Task<Exception?> FailureOf(Task task)
    {
        await Task.WhenAny(task);
        return task.Exception?.InnerException;
    }
}
