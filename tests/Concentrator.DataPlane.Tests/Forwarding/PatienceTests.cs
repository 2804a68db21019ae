using System.Collections.Concurrent;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>A receive loop interrupts nobody while there is no payload.</summary>
public sealed class PatienceTests : IDisposable
{
    private readonly SubscriberBench _bench = new();

    [Fact]
    public void Loop_should_be_patient_behind_enough_batches_for_actors_until_the_first_payload()
    {
        var patience = new Patience();
        for (var batch = 1; batch < Patience.Enough; batch++)
            patience.Took(datagrams: 3, forActors: 3);
        Assert.False(patience.IsPatient);

        patience.Took(1, 1);
        Assert.True(patience.IsPatient);
        patience.Took(0, 0);
        Assert.True(patience.IsPatient);

        patience.Took(10, 9);
        Assert.False(patience.IsPatient);
        patience.Took(1, 1);
        Assert.False(patience.IsPatient);
    }

    [Fact]
    public void Batches_of_nothing_should_not_count()
    {
        var patience = new Patience();
        for (var batch = 0; batch <= Patience.Enough; batch++)
            patience.Took(0, 0);
        Assert.False(patience.IsPatient);
    }

    [Fact]
    public void Kernel_should_schedule_the_loop_so()
    {
        var schedule = new ScheduleRecorder();
        using var tun = _bench.OpenDevice();
        var session = _bench.Path.InstallSession(Bench.Session, Bench.PeerSession, new(), schedule);
        session.AttachTun(tun, Addresses, new());
        using var host = _bench.OpenHost(0x5678);

        Assert.All(Enumerable.Range(0, Patience.Enough), _ => Assert.Equal(ScheduleRecorder.Other, AfterEcho()));
        Assert.Equal(ScheduleRecorder.Batch, AfterEcho());

        _bench.FromPeer(Bench.Data([0xff, 0x03, 0x00, 0x21, .. Packets.Udp4(Subscriber, Node, [1])]));
        Bench.Receive(host);
        Assert.Equal(ScheduleRecorder.Other, AfterEcho());

        string AfterEcho()
        {
            _bench.FromPeer(Bench.Data([0xff, 0x03, 0xc0, 0x21, (byte)LcpCode.EchoRequest, 1, 0, 8, 0, 0, 0, 0]));
            Assert.True(schedule.Seen.TryTake(out var policy, Bench.Patience));
            session.PppFrameHandled();
            return policy;
        }
    }

    public void Dispose() => _bench.Dispose();

    /// <summary>By which policy the thread is scheduled that brings a frame.</summary>
    private sealed class ScheduleRecorder : IPppSink
    {
        public const string Other = "0", Batch = "3";

        /// <summary>Of the fields of proc_pid_stat(5), those behind the name: it may have spaces.</summary>
        private const int Policy = 41 - 3;

        public BlockingCollection<string> Seen { get; } = [];

        public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet)
        {
            var status = File.ReadAllText("/proc/thread-self/stat");
            Seen.Add(status[(status.LastIndexOf(')') + 2)..].Split(' ')[Policy]);
        }
    }
}
