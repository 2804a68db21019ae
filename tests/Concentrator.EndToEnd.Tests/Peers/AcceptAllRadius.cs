using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;

namespace Concentrator.EndToEnd.Tests.Peers;

/// <summary>A RADIUS server that answers every request with Access-Accept (RFC 2865): l2tpns knows no other users.</summary>
internal sealed class AcceptAllRadius : IDisposable
{
    private const byte AccessAccept = 2;
    private const int HeaderLength = 20;

    // Service-Type = Framed (RFC 2865 5.6), Framed-Protocol = PPP (5.7).
    private static readonly byte[] Attributes = [6, 6, 0, 0, 0, 2, 7, 6, 0, 0, 0, 1];

    private readonly UdpClient _server;
    private readonly byte[] _secret;

    private AcceptAllRadius(UdpClient server, string secret)
    {
        _server = server;
        _secret = Encoding.ASCII.GetBytes(secret);
    }

    /// <summary>Starts a server on the host's loopback address, port 1812.</summary>
    public static async Task<AcceptAllRadius> StartAsync(NamespaceHost host, string secret)
    {
        var radius = new AcceptAllRadius(
            await host.Inside(() => new UdpClient(new IPEndPoint(IPAddress.Loopback, 1812))), secret);
        _ = radius.ServeAsync();
        return radius;
    }

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var request = await _server.ReceiveAsync();
                await _server.SendAsync(Accept(request.Buffer), request.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // Disposed: the end of every server.
        }
    }

    /// <summary>The response authenticator is MD5 over the response with the request's authenticator in its place (RFC 2865 3).</summary>
    private byte[] Accept(ReadOnlySpan<byte> request)
    {
        var response = new byte[HeaderLength + Attributes.Length];
        response[0] = AccessAccept;
        response[1] = request[1];
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(2), (ushort)response.Length);
        request[4..HeaderLength].CopyTo(response.AsSpan(4));
        Attributes.CopyTo(response.AsSpan(HeaderLength));
        MD5.HashData([.. response, .. _secret]).CopyTo(response.AsSpan(4));
        return response;
    }
}
