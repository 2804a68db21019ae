using System.Diagnostics;
using System.Text;
using Concentrator.Linux.Processes;
using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class ChildProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcesses _children = new(fault => throw new InvalidOperationException("a handler failed", fault));
    private readonly Pty _pty = new();

    [Fact]
    public async Task Child_should_lead_a_session_whose_terminal_is_the_pty()
    {
        // pid (comm) state ppid pgrp session tty_nr
        var child = Shell("read -r pid comm state ppid pgrp session tty rest < /proc/$$/stat; echo \"$pid $pgrp $session\"; tty; ls -1 /proc/$$/fd");

        var lines = (await ReadUntilHangUp()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(ExitStatusOf(0), await child.Exited.WaitAsync(Patience));
        Assert.Equal($"{child.Pid} {child.Pid} {child.Pid}", lines[0]);
        Assert.Equal(_pty.SlavePath, lines[1]);
        Assert.Equal(["0", "1", "2"], lines[2..5]);
    }

    [Fact]
    public async Task Child_should_have_the_socket_as_descriptor_3_and_no_other_of_ours()
    {
        using var file = new MemoryFile();
        var child = _children.Start(new ChildProcessOptions
        {
            File = "/bin/sh", Arguments = ["-c", "exec >&3; ls -1 /proc/$$/fd"], Terminal = _pty.SlavePath, Socket = file,
        });

        Assert.Equal(ExitStatusOf(0), await child.Exited.WaitAsync(Patience));
        Assert.Equal(["0", "1", "2", "3"], file.Read().Split('\n', StringSplitOptions.RemoveEmptyEntries)[..4]);
    }

    [Fact]
    public async Task Child_should_have_default_signals_though_the_runtime_ignores_some()
    {
        // Of the shell itself: while it starts another program it may have signals blocked.
        Shell("exec grep -E 'Sig(Ign|Blk)' /proc/self/status");

        // The C library keeps 32 and 33 to itself.
        Assert.All(
            (await ReadUntilHangUp()).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal(0UL, Convert.ToUInt64(line[^16..], 16) & 0x7fff_ffff));
    }

    [Fact]
    public async Task Child_should_begin_in_the_network_namespace_that_is_named()
    {
        var name = $"child-{Environment.ProcessId}";
        await Ip("netns", "add", name);
        try
        {
            var child = ShellIn(name, $"test /proc/self/ns/net -ef /run/netns/{name}");
            Assert.Equal(ExitStatusOf(0), await child.Exited.WaitAsync(Patience));
        }
        finally
        {
            await Ip("netns", "del", name);
        }
    }

    [Fact]
    public void Child_should_not_begin_in_a_network_namespace_that_is_not_there() =>
        Assert.Throws<LinuxException>(() => ShellIn("no-such-namespace", "exit 0"));

    [Fact]
    public async Task Signal_to_the_group_should_reach_what_the_child_has_started()
    {
        var child = Shell("sleep 600 & echo $!; wait");
        var grandchild = Encoding.ASCII.GetString(await Read(2));
        while (!grandchild.EndsWith('\n'))
            grandchild += Encoding.ASCII.GetString(await Read(1));
        var state = $"/proc/{grandchild.Trim()}/stat";
        Assert.True(File.Exists(state));

        Assert.True(child.SignalGroup(Signal.Kill));

        Assert.Equal(new ExitStatus(null, 9), await child.Exited.WaitAsync(Patience));
        using var limit = new CancellationTokenSource(Patience);
        // Whoever it falls to may be slow to reap it.
        while (File.Exists(state) && !(await File.ReadAllTextAsync(state, limit.Token)).Contains(") Z ", StringComparison.Ordinal))
            await Task.Delay(10, limit.Token);
        Assert.False(child.SignalGroup(Signal.Kill));
    }

    [Fact]
    public async Task Every_octet_should_pass_the_pty_both_ways()
    {
        byte[] every = [.. Enumerable.Range(0, 256).Select(n => (byte)n)];
        var child = Start("/bin/cat");

        Assert.Equal(every.Length, _pty.Write(every));
        Assert.Equal(every, await Read(every.Length));

        Assert.True(child.Signal(Signal.Terminate));
        Assert.Equal(new ExitStatus(null, 15), await child.Exited.WaitAsync(Patience));
    }

    [Fact]
    public async Task Script_should_have_a_line_as_its_standard_input_and_output_and_a_report_as_its_standard_error()
    {
        using var report = new MemoryFile();
        var far = Shell("read -r number; echo \"answer to $number\"; exec cat");
        _pty.SetBlocking(true);
        var script = _children.Start(new ChildProcessOptions
        {
            File = "/bin/sh", Arguments = ["-c", "echo 555; read -r answer; echo \"$answer\" >&2"], Line = _pty, Report = report,
        });

        Assert.Equal(ExitStatusOf(0), await script.Exited.WaitAsync(Patience));
        Assert.Equal("answer to 555\n", report.Read().Replace("\r", ""));
        Assert.Equal("555\n", report.Read(limit: 4).Replace("\r", ""));

        _pty.SetBlocking(false);
        Assert.Equal(0, _pty.Read(new byte[10]));
        far.Signal(Signal.Kill);
    }

    [Fact]
    public void Device_that_is_no_terminal_should_be_refused() => Assert.Throws<LinuxException>(() => new SerialDevice("/dev/null", 9600));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public async Task Exit_code_should_be_observed(int code) =>
        Assert.Equal(ExitStatusOf(code), await Shell($"exit {code}").Exited.WaitAsync(Patience));

    [Fact]
    public async Task Closing_the_master_should_hang_the_child_up()
    {
        var child = Shell("echo ready; exec cat");
        await Read("ready\n".Length);

        _pty.Dispose();

        Assert.Equal(new ExitStatus(null, 1), await child.Exited.WaitAsync(Patience));
    }

    [Fact]
    public async Task Dead_child_should_be_no_zombie_and_take_no_signal()
    {
        var child = Shell("exit 3");
        await child.Exited.WaitAsync(Patience);

        Assert.False(Directory.Exists($"/proc/{child.Pid}"));
        Assert.False(child.Signal(Signal.Kill));
    }

    [Fact]
    public async Task Many_children_that_end_at_once_should_each_be_reaped_once()
    {
        var children = Enumerable.Range(0, 50)
            .Select(n => (Code: n, Process: _children.Start(new ChildProcessOptions { File = "/bin/sh", Arguments = ["-c", $"exit {n}"] })))
            .ToList();

        foreach (var (code, process) in children)
            Assert.Equal(ExitStatusOf(code), await process.Exited.WaitAsync(Patience));
    }

    [Fact]
    public async Task Environment_should_be_the_one_given()
    {
        _children.Start(new ChildProcessOptions
        {
            File = "/usr/bin/env",
            Terminal = _pty.SlavePath,
            Environment = new Dictionary<string, string> { ["CALLING_NUMBER"] = "5551234" },
        });

        Assert.Equal("CALLING_NUMBER=5551234\n", await ReadUntilHangUp());
    }

    [Fact]
    public async Task Environment_should_not_be_ours_unless_it_is_given()
    {
        const string name = "CHILD_PROCESS_TESTS_SECRET";
        Environment.SetEnvironmentVariable(name, "secret");
        try
        {
            _children.Start(new ChildProcessOptions { File = "/usr/bin/env", Terminal = _pty.SlavePath });
            Assert.Equal($"PATH={ChildProcessOptions.SearchPath}\n", await ReadUntilHangUp());
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void Child_that_cannot_be_watched_should_not_live_on()
    {
        var mark = Path.Combine(Path.GetTempPath(), $"child-{Guid.NewGuid():N}");
        var closed = new ChildProcesses(fault => throw new InvalidOperationException("a handler failed", fault));
        closed.Dispose();
        var file = File.CreateSymbolicLink(mark, "/bin/sleep").FullName;
        try
        {
            Assert.ThrowsAny<Exception>(() => closed.Start(new ChildProcessOptions { File = file, Arguments = ["1000"], Terminal = _pty.SlavePath }));
            Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), process => NameOf(process) == Path.GetFileName(mark)[..15]);
        }
        finally
        {
            File.Delete(mark);
        }
    }

    /// <summary>Of a process that lives or was not reaped, as /proc has it: its first 15 characters.</summary>
    private static string? NameOf(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/comm").TrimEnd();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [Fact]
    public void Program_that_does_not_exist_should_be_refused_by_name()
    {
        var refused = Assert.Throws<LinuxException>(() => Start("/no/such/pppd"));

        Assert.Contains("start /no/such/pppd", refused.Message);
    }

    public void Dispose()
    {
        _pty.Dispose();
        _children.Dispose();
    }

    private static ExitStatus ExitStatusOf(int code) => new(code, null);

    private static async Task Ip(params string[] arguments)
    {
        using var ip = Process.Start("ip", arguments);
        await ip.WaitForExitAsync();
        Assert.Equal(0, ip.ExitCode);
    }

    private IChildProcess Shell(string script) => Start("/bin/sh", "-c", script);

    private IChildProcess ShellIn(string @namespace, string script) => _children.Start(
        new ChildProcessOptions { File = "/bin/sh", Arguments = ["-c", script], Terminal = _pty.SlavePath, NetworkNamespace = @namespace });

    private IChildProcess Start(string file, params string[] arguments) =>
        _children.Start(new ChildProcessOptions { File = file, Arguments = arguments, Terminal = _pty.SlavePath });

    private Task<byte[]> Read(int count) => Task.Run(() =>
    {
        var octets = new List<byte>();
        Assert.True(SpinWait.SpinUntil(() => ReadSome(octets) < 0 || octets.Count >= count, Patience));
        return octets.ToArray();
    });

    private Task<string> ReadUntilHangUp() => Task.Run(() =>
    {
        var octets = new List<byte>();
        Assert.True(SpinWait.SpinUntil(() => ReadSome(octets) < 0, Patience));
        return Encoding.ASCII.GetString([.. octets]);
    });

    private int ReadSome(List<byte> octets)
    {
        var buffer = new byte[1024];
        var read = _pty.Read(buffer);
        octets.AddRange(buffer.AsSpan(0, Math.Max(0, read)));
        return read;
    }
}
