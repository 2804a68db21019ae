using System.Net;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Load.Running;

namespace Concentrator.Load.Radius;

/// <summary>A <see cref="RadiusResponder"/> on its two ports, one thread.</summary>
internal sealed class RadiusServer : IDisposable
{
    private const int Buffer = 4 * 1024 * 1024, LargestDatagram = 4096;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly UdpSocket[] _sockets;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <exception cref="Linux.LinuxException">A port could not be opened.</exception>
    public RadiusServer(LoadPlan plan, RadiusPlan radius)
    {
        Responder = new RadiusResponder(plan, radius);
        UdpSocket[] Open() =>
        [
            new(new UdpSocketOptions(radius.Listen, ReceiveBuffer: Buffer)),
            new(new UdpSocketOptions(new IPEndPoint(radius.Listen.Address, radius.Listen.Port + 1), ReceiveBuffer: Buffer)),
        ];
        _sockets = plan.Behind is null ? Open() : NetworkNamespaces.Run(plan.Behind, Open);
        _thread = new Thread(Serve) { Name = "radius", IsBackground = true };
        _thread.Start();
    }

    public RadiusResponder Responder { get; }

    public LoopMeter Meter { get; } = new();

    public long ReceiveDrops => _sockets.Sum(socket => socket.ReceiveDrops);

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private void Serve()
    {
        var batch = new ReceiveBatch(LargestDatagram);
        using var poll = new PollSet([.. _sockets]);
        while (!_stopping)
        {
            var received = 0;
            foreach (var socket in _sockets)
            {
                var count = batch.Receive(socket);
                received += count;
                for (var i = 0; i < count; i++)
                {
                    var arrival = batch.Arrival(i, socket);
                    if (Responder.Answer(arrival.Source.ToEndpoint(), batch.Data(i)) is { } answer)
                        _ = socket.Send(new UdpRoute(arrival.Local, arrival.Source), answer);
                }
            }

            if (received == 0)
                Meter.Wait(() => poll.Wait(LongestWait));
        }
    }
}
