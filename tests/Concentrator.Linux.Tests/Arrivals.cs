using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Xunit;

namespace Concentrator.Linux.Tests;

/// <summary>What arrives over the loopback interface: mostly at once, but a kernel that is busy puts it off until after the sender's system call.</summary>
internal static class Arrivals
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>So many messages.</summary>
    public static List<(byte[] Data, UdpArrival Arrival)> Take(UdpSocket socket, int count)
    {
        var (batch, taken) = (new ReceiveBatch(2048), new List<(byte[], UdpArrival)>());
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                var received = batch.Receive(socket);
                for (var i = 0; i < received; i++)
                    taken.Add((batch.Data(i).ToArray(), batch.Arrival(i, socket)));
                return taken.Count >= count;
            },
            Patience));
        Assert.Equal(count, taken.Count);
        return taken;
    }

    /// <summary>Returns when something is there to be taken.</summary>
    public static void Await(UdpSocket socket)
    {
        using var arrived = new ManualResetEventSlim();
        using var loop = new PollLoop("arrivals", fault => throw fault);
        var registration = loop.Watch(socket, PollEvents.Readable, new Handler(arrived.Set));
        Assert.True(arrived.Wait(Patience));
        loop.Run(registration.Forget);
    }

    private sealed class Handler(Action onReady) : IPollHandler
    {
        public void OnReady(PollEvents events) => onReady();
    }
}
