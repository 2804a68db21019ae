using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Concentrator.Actors.Shell;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.Actors.Tests.Shell;

public sealed class ActorThreadsSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // What turns wait for and set is not disposed: they may still be in it when the test has seen enough.

    [Fact]
    public void Everything_that_many_threads_hand_in_should_be_done()
    {
        const int Threads = 4, Each = 20_000;
        var threads = new ActorThreads("test", 2);
        var done = new CountdownEvent(Threads * Each);
        Parallel.For(0, Threads, _ =>
        {
            for (var i = 0; i < Each; i++)
                threads.Execute(new Turn(() => done.Signal()));
        });
        Assert.True(done.Wait(Patience));
        threads.Shutdown();
    }

    [Fact]
    public void Turn_should_not_wait_for_one_that_takes_long()
    {
        var threads = new ActorThreads("test", 2);
        var release = new ManualResetEventSlim();
        var done = new ManualResetEventSlim();
        threads.Execute(new Turn(release.Wait));
        threads.Execute(new Turn(done.Set));
        Assert.True(done.Wait(Patience));
        release.Set();
        threads.Shutdown();
    }

    [Fact]
    public void Shutdown_should_finish_what_was_accepted_and_reject_the_rest()
    {
        const int Count = 1000;
        var threads = new ActorThreads("test", 2);
        var release = new ManualResetEventSlim();
        var done = new CountdownEvent(Count);
        threads.Execute(new Turn(release.Wait));
        threads.Execute(new Turn(release.Wait));
        for (var i = 0; i < Count; i++)
            threads.Execute(new Turn(() => done.Signal()));
        threads.Shutdown();
        Assert.Throws<RejectedExecutionException>(() => threads.Execute(new Turn(() => { })));
        release.Set();
        Assert.True(done.Wait(Patience));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void What_a_turn_has_sent_should_leave_without_another_turn(int datagrams)
    {
        using var plane = new UserSpaceDataPlane(new Rtnetlink(), _ => { });
        using var port = plane.OpenUdp(new UdpPortOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, new NoControl());
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)) { Client = { ReceiveTimeout = (int)Patience.TotalMilliseconds, ReceiveBufferSize = 1 << 22 } };
        var path = new UdpPath(port.Local, Endpoint.From((IPEndPoint)peer.Client.LocalEndPoint!));
        var threads = new ActorThreads("test", 2);
        threads.Execute(new Turn(() =>
        {
            for (var i = 0; i < datagrams; i++)
                port.Send(path, [0xc8, 0x02]);
        }));

        IPEndPoint? from = null;
        for (var i = 0; i < datagrams; i++)
            Assert.Equal([0xc8, 0x02], peer.Receive(ref from));
        threads.Shutdown();
    }

    [Fact]
    public async Task Actor_system_should_run_on_them_and_end()
    {
        using var system = ActorSystem.Create("threads", ConfigurationFactory.ParseString(ActorThreadsConfigurator.Everywhere));
        var echo = system.ActorOf(Props.Create(() => new NameOfThread()));
        Assert.StartsWith("actors ", await echo.Ask<string>("?", Patience), StringComparison.Ordinal);
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Log_that_nobody_reads_should_keep_no_actor_waiting()
    {
        using var system = ActorSystem.Create("threads", ConfigurationFactory.ParseString(
            $$"""
            akka.loggers = ["{{typeof(StuckLogger).AssemblyQualifiedName}}"]
            {{ActorThreadsConfigurator.Everywhere}}
            """));
        system.Log.Warning("nobody reads this");
        Assert.True(StuckLogger.IsStuck.Wait(Patience));

        // As many as there are threads, each of which waits for all others.
        var threads = Math.Max(2, Environment.ProcessorCount);
        using var all = new Barrier(threads);
        var met = Enumerable.Range(0, threads).Select(_ => system.ActorOf(Props.Create(() => new Meeting(all))).Ask<bool>("?", Patience)).ToArray();
        Assert.All(await Task.WhenAll(met), Assert.True);

        StuckLogger.Release.Set();
        await system.Terminate().WaitAsync(Patience);
    }

    private sealed class Meeting(Barrier all) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(all.SignalAndWait(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Writes to what is full.</summary>
    private sealed class StuckLogger : UntypedActor
    {
        public static readonly ManualResetEventSlim IsStuck = new(), Release = new();

        protected override void OnReceive(object message)
        {
            if (message is InitializeLogger)
                Sender.Tell(new LoggerInitialized());
            else if (message is Warning)
            {
                IsStuck.Set();
                Release.Wait();
            }
        }
    }

    private sealed class Turn(Action work) : IRunnable
    {
        public void Run() => work();

        public void Execute() => work();
    }

    private sealed class NoControl : IControlSink
    {
        public DropReason OnControl(IUdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram) => DropReason.None;
    }

    private sealed class NameOfThread : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(Thread.CurrentThread.Name ?? "none");
    }
}
