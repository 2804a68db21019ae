using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Udp;
using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class UdpSocketGroupTests : IDisposable
{
    private const int AddressInUse = 98;

    private readonly NetworkNamespace _namespace = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Datagrams_of_a_peer_should_all_come_to_one_socket_and_peers_be_spread(string address)
    {
        var group = Open(address, 0, 4);
        var port = group[0].Local.Port;
        Assert.All(group, socket => Assert.Equal(port, socket.Local.Port));

        var batch = new ReceiveBatch(2048);
        var used = new HashSet<int>();
        for (var i = 0; i < 40; i++)
        {
            using var peer = _namespace.Run(() => new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Udp));
            peer.Connect(IPAddress.Parse(address), port);
            for (var n = 0; n < 3; n++)
                peer.Send([1]);
            var counts = new int[group.Length];
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    for (var member = 0; member < group.Length; member++)
                        counts[member] += batch.Receive(group[member]);
                    return counts.Sum() == 3;
                },
                Arrivals.Patience));
            Assert.Single(counts, count => count > 0);
            used.Add(Array.IndexOf(counts, 3));
        }

        Assert.True(used.Count > 1);
        Close(group);
    }

    [Fact]
    public void Another_daemon_should_not_get_the_port()
    {
        var group = Open("127.0.0.1", 0, 2);
        Assert.Equal(AddressInUse, Assert.Throws<LinuxException>(() => Open("127.0.0.1", group[0].Local.Port, 2)).Errno);
        Assert.Equal(AddressInUse, Assert.Throws<LinuxException>(() => Open("0.0.0.0", group[0].Local.Port, 1)).Errno);

        Close(group);
        Assert.True(SpinWait.SpinUntil(IsFree, Arrivals.Patience));

        // A child that some other test is starting holds the closed sockets until it runs its program.
        bool IsFree()
        {
            try
            {
                Close(Open("127.0.0.1", group[0].Local.Port, 2));
                return true;
            }
            catch (LinuxException used) when (used.Errno == AddressInUse)
            {
                return false;
            }
        }
    }

    public void Dispose() => _namespace.Dispose();

    private UdpSocket[] Open(string address, ushort port, int count) =>
        _namespace.Run(() => UdpSocketGroup.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Parse(address), port), ReceiveBuffer: 1 << 20), count));

    private static void Close(UdpSocket[] group)
    {
        foreach (var socket in group)
            socket.Dispose();
    }
}
