using System.Net;

namespace Concentrator.Linux.Udp;

/// <summary>
/// Sockets on one address and port, over which the kernel spreads peers by a hash of the addresses and ports of both ends (SO_REUSEPORT): all datagrams of
/// a peer come to the same one. A datagram may leave by any of them.
/// </summary>
public static class UdpSocketGroup
{
    /// <summary>The first is bound as if it were alone, so that a second daemon does not get the port; then it lets the others in.</summary>
    /// <exception cref="LinuxException">The address cannot be bound.</exception>
    public static UdpSocket[] Open(UdpSocketOptions options, int count)
    {
        var sockets = new List<UdpSocket>(count) { new(options) };
        try
        {
            if (count > 1)
                sockets[0].LetOthersIn();
            var listen = new IPEndPoint(options.Listen.Address, sockets[0].Local.Port);
            while (sockets.Count < count)
                sockets.Add(new UdpSocket(options with { Listen = listen, JoinsGroup = true }));
            return [.. sockets];
        }
        catch
        {
            foreach (var socket in sockets)
                socket.Dispose();
            throw;
        }
    }
}
