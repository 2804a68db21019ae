using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Concentrator.Node.Control;

/// <summary>The unix socket on which the control API is served: who may open it may command the node.</summary>
public static class ControlSocket
{
    /// <summary>0660: owner and group.</summary>
    public const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Of directories that are not there yet: who dialed in, when and from where, is not for everybody.</summary>
    public const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>sun_path without its terminating zero (unix(7)).</summary>
    internal const int MaxPathBytes = 107;

    /// <summary>
    /// Serves HTTP on the socket and nowhere else. Throws <see cref="ControlSocketException"/> when the path is too long for a socket; the host's
    /// start throws it when the path cannot be used, above all when another node answers there.
    /// </summary>
    public static WebApplicationBuilder AddControlSocket(this WebApplicationBuilder builder, string path, UnixFileMode mode = DefaultMode)
    {
        var endpoint = new UnixDomainSocketEndPoint(Checked(path));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = bound => Bind(bound, mode));
        return builder;
    }

    /// <summary>
    /// Binds and sets the mode of the file before anybody listens: until Kestrel does, connecting is refused, so there is no moment at which
    /// the mode that the umask left open could be used.
    /// </summary>
    private static Socket Bind(EndPoint endpoint, UnixFileMode mode)
    {
        if (endpoint is not UnixDomainSocketEndPoint)
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);

        var path = endpoint.ToString()!;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory && !Directory.Exists(directory))
                Directory.CreateDirectory(directory, DirectoryMode);
            RemoveStale(path);
            socket.Bind(endpoint);
            File.SetUnixFileMode(path, mode);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is ControlSocketException ? e : new ControlSocketException($"control socket {path}: {e.Message}", e);
        }
    }

    /// <summary>
    /// A file that a killed node left behind is removed, one on which somebody answers is not, nor is anything that is no socket at all
    /// (connecting to it is refused too).
    /// </summary>
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
            return;
        if (!IsSocket(path))
            throw new ControlSocketException($"control socket {path}: the file is there and is no socket");
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }

        throw new ControlSocketException($"control socket {path}: another node is running there");
    }

    /// <summary>.NET does not tell a socket from a file; but a socket cannot be opened (ENXIO, open(2)).</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string Checked(string path)
    {
        var full = Path.GetFullPath(path);
        return System.Text.Encoding.UTF8.GetByteCount(full) <= MaxPathBytes
            ? full
            : throw new ControlSocketException($"control socket {full}: the path is longer than the {MaxPathBytes} bytes that a unix socket may have");
    }
}

/// <summary>The control socket cannot be opened; the message says where and why.</summary>
public sealed class ControlSocketException(string message, Exception? inner = null) : Exception(message, inner);
