using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>Both ends run on what `concentrator import` made of the files of an xl2tpd.</summary>
public sealed class ImportedTests : IAsyncLifetime
{
    private const string ServerAddress = "10.99.0.1";

    private readonly string _directory = Directory.CreateTempSubdirectory("concentrator-import-").FullName;
    private readonly NamespaceLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Client_of_an_xl2tpd_should_get_through_to_the_server_of_another()
    {
        Write("tunnel-secrets", "* * shared-secret\n");
        Write("server-users", "ann * \"her password\" 10.99.0.77\n");
        Write("server-options", "require-mschap-v2\nms-dns 10.99.0.1\nasyncmap 0\nauth\nlock\nmtu 1380\nmru 1380\nlcp-echo-interval 30\nlcp-echo-failure 4\n");
        Write("client-options", "ipcp-accept-local\nipcp-accept-remote\nrefuse-eap\nrefuse-pap\nnoccp\nnoauth\nmtu 1380\nmru 1380\nname ann\npassword \"her password\"\n");
        var lnsJson = await ImportAsync("server.conf", $"""
            [global]
            listen-addr = {Pair.LnsAddress}
            auth file = {_directory}/tunnel-secrets
            access control = yes
            [lns office]
            lac = 192.0.2.0 - 192.0.2.255
            ip range = 10.99.0.10 - 99
            no ip range = 10.99.0.20
            local ip = {ServerAddress}
            challenge = yes
            hidden bit = yes
            require authentication = yes
            hostname = lns.example
            pppoptfile = {_directory}/server-options
            """);
        var lacJson = await ImportAsync("client.conf", $"""
            [global]
            auth file = {_directory}/tunnel-secrets
            [lac vpn]
            lns = {Pair.LnsAddress}
            hostname = client.example
            challenge = yes
            autodial = yes
            redial = yes
            redial timeout = 1
            pppoptfile = {_directory}/client-options
            """);

        var (lacHost, lnsHost) = await _lab.AddPairAsync("lac", "192.0.2.2/24", "lns", $"{Pair.LnsAddress}/24");
        await using var lns = await ConcentratorProcess.StartAsync(lnsHost, lnsJson);
        await using var lac = await ConcentratorProcess.StartAsync(lacHost, lacJson);
        await lac.IsUpAsync("vpn");
        await lacHost.PingAsync("vpn", ServerAddress);

        var (session, tunnel) = (await lns.SessionAsync("office"), await lns.TunnelAsync("office"));
        Assert.Equal(("ann", "10.99.0.77", 1380), (session.Text("user"), session.Text("address"), session.Number("mru")));
        Assert.Equal("client.example", tunnel.Text("peerHostName"));
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<string> ImportAsync(string name, string text)
    {
        Write(name, text);
        var (file, output) = (Path.Combine(_directory, name), Path.Combine(_directory, Path.ChangeExtension(name, "json")));
        (await Command.RunAsync("dotnet",
            [Checkout.ConcentratorAssembly, "import", file, "--output", output, "--chap-secrets", Path.Combine(_directory, "server-users"), "--pap-secrets", "none"],
            Dialing.Limit)).OrFail();
        return await File.ReadAllTextAsync(output);
    }
}
