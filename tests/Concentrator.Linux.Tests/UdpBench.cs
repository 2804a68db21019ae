using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Udp;
using Xunit;

namespace Concentrator.Linux.Tests;

/// <summary>A network namespace with sockets of ours, and others to speak with them.</summary>
internal sealed class UdpBench : IDisposable
{
    public NetworkNamespace Namespace { get; } = new();

    public UdpSocket Open(UdpSocketOptions options) => Namespace.Run(() => new UdpSocket(options));

    public Socket Connect(IPAddress address, int port) => Namespace.Run(() =>
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Connect(address, port);
        return socket;
    });

    public Socket Bind(IPAddress address, int port = 0) => Namespace.Run(() =>
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    });

    public static byte[] Receive(Socket socket)
    {
        var buffer = new byte[2048];
        return buffer[..socket.Receive(buffer)];
    }

    public void Dispose() => Namespace.Dispose();
}

/// <summary>For datagrams none of which may be refused.</summary>
internal sealed class RefusalsFail : ISendFailures
{
    public void OnRefused(int count, int errno) => Assert.Fail($"{count} datagrams refused with errno {errno}");
}
