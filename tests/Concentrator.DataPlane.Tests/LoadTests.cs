using System.Net;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class LoadTests : IDisposable
{
    private const int Burst = 50;

    private readonly Bench _bench = new();
    private readonly ITunPort _tun;

    public LoadTests()
    {
        _tun = _bench.OpenTun();
        _bench.Namespace.AddAddress(_tun.Name, new LinkAddress(IPAddress.Parse("10.64.0.1"), 12));
    }

    [Fact]
    public void Forwarding_should_not_allocate()
    {
        Attach(Bench.Session, "10.64.0.9");
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse("10.64.0.1"), 0x5678));
        var up = Bench.Data([0x21, .. Packets.Udp4("10.64.0.9", "10.64.0.1", new byte[100])]);
        var subscriber = IPEndPoint.Parse("10.64.0.9:9");
        var (atHost, atPeer) = (new byte[2048], new byte[2048]);
        Forward(1000); // whatever is allocated once

        var before = _bench.Plane.Counters.LoopAllocatedBytes;
        Forward(10_000);
        // A busy machine may take a path for the first time that allocates once; a packet that did would make 20,000 objects of 24 octets at least.
        Assert.InRange(_bench.Plane.Counters.LoopAllocatedBytes - before, 0, 10_000);

        // Each packet waits for no other but the burst, so that none is lost to a full queue.
        void Forward(int packetsEachWay)
        {
            for (var sent = 0; sent < packetsEachWay; sent += Burst)
            {
                for (var i = 0; i < Burst; i++)
                {
                    _bench.FromPeer(up);
                    host.SendTo(up, subscriber);
                }

                for (var i = 0; i < Burst; i++)
                {
                    host.Receive(atHost);
                    _bench.Peer.Receive(atPeer);
                }
            }
        }
    }

    [Fact]
    public async Task Sessions_should_come_and_go_by_the_thousand_while_traffic_runs()
    {
        Attach(Bench.Session, "10.64.0.9");
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse("10.64.0.1"), 0x5678));
        var up = Bench.Data([0x21, .. Packets.Udp4("10.64.0.9", "10.64.0.1", [1])]);
        var buffer = new byte[2048];
        var churn = Task.Run(Churn);

        // Traffic of the one session, in step, and for the others that are there or not.
        for (var i = 0; i < 2000 || !churn.IsCompleted; i++)
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 1], new SessionId((ushort)(1000 + i % 2000))));
            _bench.FromPeer(up);
            Assert.Equal(1, host.Receive(buffer));
            host.SendTo([2], IPEndPoint.Parse("10.64.0.9:9"));
            Assert.Equal(2, _bench.AtPeer().Frame[^1]);
        }

        Assert.Equal(2000, await churn);
        Assert.Equal(0, _bench.Drops(DropReason.InternalError));
        var before = _bench.Drops(DropReason.UnknownSession);
        for (var id = 1000; id < 3000; id++)
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 1], new SessionId((ushort)id)));
            if (id % Burst == 0)
                _bench.Settle();
        }

        _bench.Settle();
        Assert.Equal(before + 2000, _bench.Drops(DropReason.UnknownSession));
    }

    public void Dispose()
    {
        _tun.Dispose();
        _bench.Dispose();
    }

    private int Churn()
    {
        var sessions = new List<ISessionPath>();
        for (var n = 0; n < 2000; n++)
            sessions.Add(Attach(new SessionId((ushort)(1000 + n)), $"10.65.{n / 250}.{n % 250 + 1}"));
        Parallel.ForEach(sessions, session => session.Withdraw());
        return sessions.Count;
    }

    private ISessionPath Attach(SessionId id, string address)
    {
        var session = _bench.Install(new SessionPathOptions { PppQueueLimit = int.MaxValue }, id);
        session.AttachTun(_tun, SubscriberAddresses.Of(SubscriberAddresses.Host(IPAddress.Parse(address))), new PppLinkOptions());
        return session;
    }
}
