using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Concentrator.Linux;
using Concentrator.Linux.Tests;
using Concentrator.Linux.Tun;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>Packets that go to TUN devices together.</summary>
public sealed unsafe class TunWriteBatchTests : IDisposable
{
    private const string Subscriber = "10.9.0.2", Node = "10.9.0.1";

    /// <summary>More than a batch holds.</summary>
    private const int Packets = 200;

    private const int Stride = 256, Room = 32;

    private readonly NetworkNamespace _namespace = new();
    private readonly PinnedMemory _memory = new(Packets * Stride);
    private readonly List<LinuxException> _broken = [];
    private readonly List<(string Source, int Packets)> _refused = [];

    public void Dispose() => _namespace.Dispose();

    [Theory]
    [InlineData(true, TunOffloads.All, Room)]
    [InlineData(true, TunOffloads.All, 4)]
    [InlineData(true, TunOffloads.None, 0)]
    [InlineData(false, TunOffloads.All, Room)]
    [InlineData(false, TunOffloads.All, 4)]
    [InlineData(false, TunOffloads.None, 0)]
    public void Packets_should_arrive_whole_and_in_order(bool together, TunOffloads offloads, int room)
    {
        using var device = Open("tun0", offloads);
        using var receiver = Listen();
        using var batch = MakeBatch(together);

        for (var i = 0; i < Packets; i++)
            Add(batch, device, i, room);

        batch.Flush();
        Assert.Equal(Enumerable.Range(0, Packets), Received(receiver, Packets));
        Assert.Empty(_refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Devices_should_take_turns(bool together)
    {
        using var device = Open("tun0", TunOffloads.None);
        using var other = Open("tun1", TunOffloads.None, "10.9.1.1");
        using var receiver = Listen();
        using var batch = MakeBatch(together);

        for (var i = 0; i < 10; i++)
            Add(batch, i % 2 == 0 ? device : other, i, 0);

        batch.Flush();
        Assert.Equal(Enumerable.Range(0, 10), Received(receiver, 10));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packets_that_are_refused_should_be_counted_and_hold_up_no_others(bool together)
    {
        using var device = Open("tun0", TunOffloads.None);
        using var down = _namespace.Run(() => new TunDevice("tun1"));
        using var receiver = Listen();
        using var batch = MakeBatch(together);

        for (var i = 0; i < 4; i++)
            Add(batch, i % 2 == 0 ? device : down, i, 0);

        batch.Flush();
        Assert.Equal([0, 2], Received(receiver, 2));
        Assert.Equal([("tun1", 1), ("tun1", 1)], _refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packet_for_a_device_that_is_closed_should_be_refused(bool together)
    {
        var device = Open("tun0", TunOffloads.All);
        device.Dispose();
        using var batch = MakeBatch(together);

        Add(batch, device, 0, Room);
        batch.Flush();

        Assert.Equal([("tun0", 1)], _refused);
    }

    /// <summary>A ring is of one thread, so for another the kernel does nothing.</summary>
    [Theory]
    [InlineData(TunOffloads.All, Room)]
    [InlineData(TunOffloads.All, 4)]
    [InlineData(TunOffloads.None, 0)]
    public void Packets_should_go_one_by_one_when_the_ring_breaks(TunOffloads offloads, int room)
    {
        using var device = Open("tun0", offloads);
        using var down = _namespace.Run(() => new TunDevice("tun1"));
        using var receiver = Listen();
        TunWriteBatch<string>? made = null;
        var maker = new Thread(() =>
        {
            made = MakeBatch(together: true);
            Add(made, device, 0, room);
            made.Flush();
        });
        maker.Start();
        maker.Join();
        using var batch = made!;
        var hadRing = batch.IsTogetherFor(device);

        Add(batch, down, 0, 0);
        for (var i = 1; i < Packets; i++)
            Add(batch, device, i, room);
        batch.Flush();

        Assert.Equal(Enumerable.Range(0, Packets), Received(receiver, Packets));
        Assert.Equal(0, receiver.Available);
        Assert.Equal([("tun1", 1)], _refused);
        Assert.Equal(hadRing ? 1 : 0, _broken.Count);
        Assert.False(batch.IsTogetherFor(device));
    }

    private TunWriteBatch<string> MakeBatch(bool together) => new((source, packets) => _refused.Add((source, packets)), _broken.Add, together);

    private TunDevice Open(string name, TunOffloads offloads, string address = Node)
    {
        var device = _namespace.Run(() => new TunDevice(name, offloads));
        _namespace.Execute("ip", "link", "set", name, "up");
        _namespace.Execute("ip", "address", "add", $"{address}/24", "dev", name);
        return device;
    }

    private Socket Listen() => _namespace.Run(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Bench.Patience.TotalMilliseconds };
        socket.Bind(new IPEndPoint(IPAddress.Any, 0x5678));
        return socket;
    });

    /// <summary>Adds a UDP packet that holds its number.</summary>
    private void Add(TunWriteBatch<string> batch, TunDevice device, int number, int room)
    {
        var payload = new byte[4 + number % 16];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        var packet = DataPlane.Tests.Packets.Udp4(Subscriber, Node, payload);
        var place = number * Stride + Room;
        packet.CopyTo(_memory.Octets[place..]);
        batch.Add(device, device.Name, _memory.Start + place, packet.Length, room);
    }

    private static int[] Received(Socket receiver, int count)
    {
        var buffer = new byte[64];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            receiver.Receive(buffer);
            return BinaryPrimitives.ReadInt32BigEndian(buffer);
        })];
    }
}
