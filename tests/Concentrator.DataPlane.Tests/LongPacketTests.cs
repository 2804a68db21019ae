using System.Net;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Network;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>Packets that do not fit where most packets do, on their way to a subscriber whose link takes them.</summary>
public sealed class LongPacketTests
{
    private const string Node = "10.64.0.1", Subscriber = "10.64.0.9";
    private const int Mtu = 9000, Headers = 28;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packets_should_arrive_whole_and_in_order_whatever_their_length(bool offloads)
    {
        using var bench = new Bench(options: new PlaneOptions { Offloads = offloads });
        using var tun = bench.OpenTun();
        bench.Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node), 24));
        bench.Namespace.Execute("ip", "link", "set", "dev", tun.Name, "mtu", $"{Mtu}");
        bench.Install().AttachTun(tun, SubscriberAddresses.Of(IPNetwork.Parse($"{Subscriber}/32")), new PppLinkOptions { PeerMru = Mtu });
        using var host = bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0));

        int[] lengths = [29, 2047, 2048, 2049, 100, 5000, 5001, Mtu, 1500, 3000, 30];
        foreach (var length in lengths)
            host.SendTo(PayloadOf(length), IPEndPoint.Parse($"{Subscriber}:9"));

        foreach (var length in lengths)
        {
            var packet = bench.AtPeer().Frame.AsSpan(4);
            Assert.Equal(length, packet.Length);
            Assert.Equal(PayloadOf(length), packet[Headers..].ToArray());
        }
    }

    /// <param name="length">Of the whole IPv4 packet.</param>
    private static byte[] PayloadOf(int length) => [.. Enumerable.Range(length, length - Headers).Select(n => (byte)(n * 31 >> 3))];
}
