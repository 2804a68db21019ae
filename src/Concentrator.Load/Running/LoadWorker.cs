using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Load.Lac;
using Concentrator.Load.Traffic;

namespace Concentrator.Load.Running;

/// <summary>One thread with its own sockets, its share of the LAC and of the traffic. Others reach it by <see cref="Ask{T}"/> only.</summary>
internal sealed class LoadWorker : ILoadWire, IPayloadSink, IDisposable
{
    private const int Buffer = 16 * 1024 * 1024, LargestTrain = ushort.MaxValue;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly LoadPlan _plan;
    private readonly InetEndpoint _target;
    private readonly UdpSocket[] _sockets;
    private readonly Outbox[] _outboxes;
    private readonly ReceiveBatch _batch = new(LargestTrain);
    private readonly EventFd _wakeUp = new();
    private readonly PatientPoll _poll;
    private readonly ConcurrentQueue<Action> _asked = new();
    private readonly LoadLac _lac;
    private readonly Thread _thread;
    private UdpRoute _route;
    private Upstream? _upstream;
    private long _arrivedAt;
    private volatile bool _stopping;

    /// <exception cref="Concentrator.Linux.LinuxException">No socket could be opened.</exception>
    public LoadWorker(LoadPlan plan, LoadShare share, string name)
    {
        _plan = plan;
        _target = InetEndpoint.From(plan.Target);
        var any = plan.Target.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        _sockets = [.. Enumerable.Range(0, plan.Ports).Select(_ =>
            new UdpSocket(new UdpSocketOptions(new IPEndPoint(any, 0), ReceiveBuffer: Buffer, SendBuffer: Buffer, SendTrains: plan.Traffic.Train > 1, ReceiveTrains: true)))];
        _route = new UdpRoute(_sockets[0].Local, _target);
        _outboxes = [.. _sockets.Select(socket => new Outbox(socket, plan.Traffic.Train))];
        _poll = new PatientPoll([.. _sockets, _wakeUp]);
        _lac = new LoadLac(plan, share, this, this, RandomNumberGenerator.Fill);
        _thread = new Thread(Live) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>What broke the thread off; null as long as nothing did.</summary>
    public Exception? Failure { get; private set; }

    public LoopMeter Meter { get; } = new();

    /// <summary>Downstream packets.</summary>
    public Arrivals Arrivals { get; } = new();

    public Upstream? Upstream => Volatile.Read(ref _upstream);

    /// <summary>Counts that may be looked at while the thread writes them.</summary>
    public LoadFigures Figures => _lac.Figures;

    public long ReceiveDrops => _sockets.Sum(socket => socket.ReceiveDrops);

    public long Refused => _outboxes.Sum(outbox => outbox.Refused);

    /// <summary>Runs a function on the thread between two turns, and gives its result.</summary>
    /// <exception cref="InvalidOperationException">The thread has broken off.</exception>
    public T Ask<T>(Func<LoadLac, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Enqueue(() => answer.SetResult(question(_lac)));
        _wakeUp.Set();
        while (!answer.Task.Wait(LongestWait))
            if (!_thread.IsAlive)
                throw new InvalidOperationException($"{_thread.Name} has broken off", Failure);
        return answer.Task.Result;
    }

    public void Ask(Action<LoadLac> request) => Ask(lac =>
    {
        request(lac);
        return true;
    });

    /// <summary>
    /// Spares the kernel to look up the way of each datagram, in either direction. To be called when there are tunnels: an LNS that answers from elsewhere has
    /// been counted by then, and is heard no more.
    /// </summary>
    public void Connect() => Ask(lac =>
    {
        if (lac.Figures.TunnelsUp == 0)
            return;
        foreach (var socket in _sockets)
            socket.Connect(_plan.Target);
        _route = UdpRoute.OfConnected();
    });

    /// <summary>Begins to send from the sessions that are up. Gives how many there are.</summary>
    /// <param name="rate">Packets per second of this thread.</param>
    public int BeginUpstream(double rate) => Ask(lac =>
    {
        var subscribers = lac.CallsUp.Where(call => call is { Address: not null, Link: not null }).Select(call => (
            new TestPacket(call.Number, call.Tunnel.Peer, call.Peer, call.Link!, call.Address!, _plan.Traffic.FarEnd!),
            (call.Tunnel.Local.Value - 1) % _plan.Ports)).ToArray();
        Volatile.Write(ref _upstream, new Upstream(_plan.Traffic, new Pacer(rate, LoopMeter.Now, _plan.Traffic.Patience), subscribers, _outboxes, _route));
        return subscribers.Length;
    });

    /// <summary>Gives how many packets were sent, and how many were due and could not be.</summary>
    public (long Sent, long Skipped) EndUpstream() => Ask(_ =>
    {
        var done = (_upstream?.Sent ?? 0, _upstream?.Skipped ?? 0);
        Volatile.Write(ref _upstream, null);
        return done;
    });

    public void Dispose()
    {
        _stopping = true;
        _wakeUp.Set();
        _thread.Join();
        _poll.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
        _wakeUp.Dispose();
    }

    void ILoadWire.Send(int port, ReadOnlySpan<byte> datagram) => datagram.CopyTo(_outboxes[port].Take(_route, datagram.Length));

    void IPayloadSink.OnPayload(int number, ReadOnlySpan<byte> packet)
    {
        if (packet.Length >= TestPacket.HeaderSize)
            Arrivals.Count(packet[TestPacket.HeaderSize..], packet.Length, _arrivedAt, number);
    }

    private void Live()
    {
        try
        {
            while (!_stopping)
                Turn();
        }
        catch (Exception failure)
        {
            Failure = failure;
        }
    }

    private void Turn()
    {
        while (_asked.TryDequeue(out var question))
            question();
        var now = LoopMeter.Now;
        _lac.Advance(now);
        _upstream?.Run(now);
        foreach (var outbox in _outboxes)
            outbox.Flush();

        var limit = (Earliest(_lac.NextDue, _upstream?.NextDue) ?? now + LongestWait) - now;
        if (!_poll.Look() && limit > TimeSpan.Zero && _asked.IsEmpty)
            Meter.Wait(() => _poll.Wait(limit < LongestWait ? limit : LongestWait));
        foreach (var ready in _poll.Ready)
        {
            if (ready == _sockets.Length)
                _wakeUp.Reset();
            else
                Receive(_sockets[ready]);
        }
    }

    /// <summary>One batch.</summary>
    private void Receive(UdpSocket socket)
    {
        var received = _batch.Receive(socket);
        _arrivedAt = Stopwatch.GetTimestamp();
        var now = LoopMeter.Now;
        for (var i = 0; i < received; i++)
            Take(_batch.Data(i), _batch.Arrival(i, socket), now);
    }

    private void Take(ReadOnlySpan<byte> train, in UdpArrival arrival, TimeSpan now)
    {
        if (arrival.Source != _target)
        {
            _lac.Figures.StrayDatagrams++;
            return;
        }

        foreach (var datagram in new Datagrams(train, arrival.Segment))
            _lac.Receive(datagram, now);
    }

    private static TimeSpan? Earliest(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b : a;
}
