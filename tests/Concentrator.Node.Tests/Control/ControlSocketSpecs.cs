using System.Net.Sockets;
using Concentrator.Node.Control;
using Xunit;

namespace Concentrator.Node.Tests.Control;

public sealed class ControlSocketSpecs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("control-").FullName;

    private string Socket => Path.Combine(_directory, "made", "control.sock");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Socket_should_be_for_owner_and_group_only()
    {
        await using var app = Server(Socket);
        await app.StartAsync();
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(Socket));
        Assert.False(File.GetUnixFileMode(Path.GetDirectoryName(Socket)!).HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task Socket_that_a_killed_node_left_should_be_replaced()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Socket)!);
        LeaveStale(Socket);
        await using var app = Server(Socket);
        await app.StartAsync();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(Socket));
        Assert.True(client.Connected);
    }

    [Fact]
    public async Task Socket_of_a_running_node_should_be_left_alone()
    {
        await using var first = Server(Socket);
        await first.StartAsync();
        await using var second = Server(Socket);
        var error = await Assert.ThrowsAsync<ControlSocketException>(() => second.StartAsync());
        Assert.Contains("another node", error.Message);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(Socket));
        Assert.True(client.Connected);
    }

    [Fact]
    public async Task File_that_is_no_socket_should_be_left_alone()
    {
        var path = Path.Combine(_directory, "precious");
        await File.WriteAllTextAsync(path, "data");
        await using var app = Server(path);
        var error = await Assert.ThrowsAsync<ControlSocketException>(() => app.StartAsync());
        Assert.Contains("no socket", error.Message);
        Assert.Equal("data", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public void Path_that_is_too_long_should_be_said_to_be()
    {
        var error = Assert.Throws<ControlSocketException>(() => Server(Path.Combine(_directory, new string('x', 120))));
        Assert.Contains("longer", error.Message);
    }

    private static Microsoft.AspNetCore.Builder.WebApplication Server(string socket) => ControlServer.Build(socket, new ControlServer(), new());

    /// <summary>.NET removes the file of a socket that it closes; a node that was killed does not.</summary>
    private static void LeaveStale(string path)
    {
        var moved = path + ".moved";
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, moved);
        }

        File.Move(moved, path);
    }
}
