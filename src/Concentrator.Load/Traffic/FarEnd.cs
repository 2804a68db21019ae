using System.Diagnostics;
using System.Net;
using Concentrator.Linux.Network;
using Concentrator.Linux.Udp;
using Concentrator.Load.Running;

namespace Concentrator.Load.Traffic;

/// <summary>
/// The host behind the LNS, a UDP socket: counts what comes from the subscribers on one thread, and sends to them on another.
/// </summary>
internal sealed class FarEnd : IDisposable
{
    private const int Buffer = 32 * 1024 * 1024, LargestTrain = ushort.MaxValue;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50), WindowWait = TimeSpan.FromMicroseconds(50);

    private readonly UdpSocket _socket;
    private readonly TrafficPlan _plan;
    private readonly Thread _receiver;
    private readonly LoopMeter _receiverMeter = new(), _senderMeter = new();
    private Thread? _sender;
    private Pacer? _pacer;
    private Window? _window;
    private Outbox? _outbox;
    private long _sent;
    private volatile bool _stopping, _sending;

    /// <exception cref="Concentrator.Linux.LinuxException">No such namespace, or no such address in it.</exception>
    public FarEnd(TrafficPlan plan, string? @namespace)
    {
        _plan = plan;
        var options = new UdpSocketOptions(plan.FarEnd!, ReceiveBuffer: Buffer, SendBuffer: Buffer, SendTrains: plan.Train > 1, ReceiveTrains: true);
        _socket = @namespace is null ? new UdpSocket(options) : NetworkNamespaces.Run(@namespace, () => new UdpSocket(options));
        if (plan.SampleOneOf > 1)
            _socket.Filter(new PayloadFilter(Stamp.LeastOfNumber, (byte)(plan.SampleOneOf - 1)));
        _receiver = new Thread(Receive) { Name = "far end, receiving", IsBackground = true };
        _receiver.Start();
    }

    /// <summary>Upstream packets.</summary>
    public Arrivals Arrivals { get; } = new();

    public long Sent => Volatile.Read(ref _sent);

    public long Skipped => _pacer?.Skipped ?? 0;

    public long Refused => _outbox?.Refused ?? 0;

    public long ReceiveDrops => _socket.ReceiveDrops;

    public LoopMeter Receiver => _receiverMeter;

    public LoopMeter Sender => _senderMeter;

    /// <summary>Begins to send to these subscribers in turn.</summary>
    /// <param name="arrived">Packets that have arrived at them so far, these and others.</param>
    public void Send((int Number, IPAddress Address)[] subscribers, TimeSpan now, Func<long> arrived)
    {
        var flows = subscribers.SelectMany(subscriber => Enumerable.Range(0, _plan.Flows).Select(flow =>
            (subscriber.Number, new UdpRoute(_socket.Local, InetEndpoint.From(new IPEndPoint(subscriber.Address, TestPacket.FirstPort + flow)))))).ToArray();
        (_pacer, _window, _outbox) = (new Pacer(_plan.DownRate, now, _plan.Patience), new Window(_plan.DownWindow, arrived), new Outbox(_socket, _plan.Train));
        _sending = true;
        _sender = new Thread(() => Send(flows, _plan.Down!)) { Name = "far end, sending", IsBackground = true };
        _sender.Start();
    }

    public void StopSending()
    {
        _sending = false;
        _sender?.Join();
    }

    public void Dispose()
    {
        StopSending();
        _stopping = true;
        _receiver.Join();
        _socket.Dispose();
    }

    private void Receive()
    {
        var batch = new ReceiveBatch(LargestTrain);
        using var poll = new PatientPoll(_socket);
        while (!_stopping)
        {
            var received = batch.Receive(_socket);
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < received; i++)
            {
                foreach (var payload in batch.Datagrams(i, _socket))
                    Arrivals.Count(payload, payload.Length + TestPacket.HeaderSize, now);
            }

            if (received == 0)
                _receiverMeter.Wait(() => poll.Wait(LongestWait));
        }
    }

    private void Send((int Number, UdpRoute Route)[] flows, PacketMix mix)
    {
        var (flow, size, train) = (0, 0, 0);
        while (_sending)
        {
            var now = LoopMeter.Now;
            var room = _window!.Room(now, Outbox.Capacity);
            var count = _pacer!.Take(now, room);
            var ticks = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var payload = _outbox!.Take(flows[flow].Route, mix.Sizes[size] - TestPacket.HeaderSize);
                new Stamp(flows[flow].Number, ticks).Write(payload);
                size = (size + 1) % mix.Sizes.Length;
                if (++train < _plan.Train)
                    continue;
                train = 0;
                flow = (flow + 1) % flows.Length;
            }

            _outbox!.Flush();
            _window.Send(count);
            Volatile.Write(ref _sent, _sent + count);
            if (count == 0)
                _senderMeter.Wait(() => LoopMeter.SleepUntil(room == 0 ? now + WindowWait : _pacer.NextDue, LongestWait));
        }
    }
}
