using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Concentrator.Benchmarks.Lab;
using Concentrator.Control.Ppp;
using Concentrator.Linux.Network;
using Concentrator.Linux.Udp;
using Concentrator.Load;
using Concentrator.Load.Measuring;
using Concentrator.Load.Running;
using Concentrator.Load.Traffic;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Benchmarks.Packets;

/// <summary>The generator for a <see cref="Forwarder"/>: the load tool's senders and receivers over sessions that nobody sets up.</summary>
internal sealed class UnsignalledLac : IDisposable
{
    private const int Buffer = 16 * 1024 * 1024;

    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(500), LongestWait = TimeSpan.FromMilliseconds(50);

    private static readonly LinkParameters s_link = new(Mtu: 1500, Acfc: false, Pfc: false, SendAccm: 0, ReceiveAccm: 0);

    private readonly LoadPlan _plan;
    private readonly UdpSocket[] _sockets;
    private readonly Outbox[] _outboxes;
    private readonly (int Number, IPAddress Address)[] _subscribers;
    private readonly FarEnd _farEnd;
    private readonly Arrivals _arrivals = new();
    private readonly ReceiveBatch _batch = new(ushort.MaxValue);
    private readonly PatientPoll _poll;
    private readonly Thread _thread;
    private Upstream? _upstream;
    private volatile bool _stopping;

    public UnsignalledLac(LoadPlan plan, string lac, string firstAddress)
    {
        _plan = plan;
        _sockets = NetworkNamespaces.Run(lac, () => Enumerable.Range(0, plan.Tunnels).Select(i => new UdpSocket(new UdpSocketOptions(
            new IPEndPoint(IPAddress.Any, Forwarder.FirstLacPort + i), ReceiveBuffer: Buffer, SendBuffer: Buffer, SendTrains: plan.Traffic.Train > 1, ReceiveTrains: true))).ToArray());
        _outboxes = [.. _sockets.Select(socket => new Outbox(socket, plan.Traffic.Train))];
        _subscribers = [.. Enumerable.Range(0, plan.Sessions).Select(i => (i, Behind(firstAddress, i)))];
        _farEnd = new FarEnd(plan.Traffic, plan.Behind);
        _poll = new PatientPoll([.. _sockets]);
        _thread = new Thread(Live) { Name = "unsignalled lac", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The traffic of the plan, one direction.</summary>
    public TrafficFigures Run()
    {
        var begun = LoopMeter.Now;
        if (_plan.Traffic.Up is not null)
            Volatile.Write(ref _upstream, NewUpstream(begun));
        else
            _farEnd.Send(_subscribers, begun, () => _arrivals.Packets);
        Thread.Sleep(_plan.Traffic.Duration);
        var upstream = Interlocked.Exchange(ref _upstream, null);
        _farEnd.StopSending();
        var seconds = (LoopMeter.Now - begun).TotalSeconds;
        var inTime = Arrived();
        Thread.Sleep(Drain);
        return TrafficPhase.Figures(
            (_plan.Traffic.Up ?? _plan.Traffic.Down)!, rate: 0, seconds, upstream?.Sent ?? _farEnd.Sent, _outboxes.Sum(outbox => outbox.Refused), skipped: 0,
            _plan.Traffic.Up is not null ? [_farEnd.Arrivals] : [_arrivals], inTime, Arrived());
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _poll.Dispose();
        _farEnd.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private Upstream NewUpstream(TimeSpan now)
    {
        var subscribers = _subscribers.Select(subscriber => (
            new TestPacket(
                subscriber.Number, new TunnelId((ushort)(subscriber.Number % _plan.Tunnels + 1)), new SessionId((ushort)(subscriber.Number / _plan.Tunnels + 1)), s_link,
                subscriber.Address, _plan.Traffic.FarEnd!),
            subscriber.Number % _plan.Tunnels)).ToArray();
        return new Upstream(_plan.Traffic, new Pacer(0, now, _plan.Traffic.Patience), subscribers, _outboxes, new UdpRoute(_sockets[0].Local, InetEndpoint.From(_plan.Target)));
    }

    private Received Arrived() => _plan.Traffic.Up is not null
        ? Received.Of([_farEnd.Arrivals], _farEnd.ReceiveDrops)
        : Received.Of([_arrivals], _sockets.Sum(socket => socket.ReceiveDrops));

    private void Live()
    {
        while (!_stopping)
        {
            var received = _sockets.Sum(Receive);
            var upstream = Volatile.Read(ref _upstream);
            upstream?.Run(LoopMeter.Now);
            foreach (var outbox in _outboxes)
                outbox.Flush();
            if (received == 0 && upstream is null)
                _poll.Wait(LongestWait);
        }
    }

    private int Receive(UdpSocket socket)
    {
        var messages = _batch.Receive(socket);
        var now = Stopwatch.GetTimestamp();
        for (var i = 0; i < messages; i++)
        {
            foreach (var datagram in _batch.Datagrams(i, socket))
                Take(datagram, now);
        }

        return messages;
    }

    private void Take(ReadOnlySpan<byte> datagram, long now)
    {
        if (!L2tpHeader.TryParse(datagram, out var header, out _) || !PppFrame.TryReadProtocol(datagram[header.PayloadOffset..], out _, out var offset))
            return;
        var packet = datagram[(header.PayloadOffset + offset)..];
        _arrivals.Count(packet[TestPacket.HeaderSize..], packet.Length, now, (header.SessionId.Value - 1) * _plan.Tunnels + header.TunnelId.Value - 1);
    }

    private static IPAddress Behind(string first, int count)
    {
        var octets = IPAddress.Parse(first).GetAddressBytes();
        var number = BinaryPrimitives.ReadUInt32BigEndian(octets) + (uint)count;
        BinaryPrimitives.WriteUInt32BigEndian(octets, number);
        return new IPAddress(octets);
    }
}
