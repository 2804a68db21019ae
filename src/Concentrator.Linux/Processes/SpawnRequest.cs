using System.Runtime.InteropServices;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>One posix_spawn(3), with the native memory it needs.</summary>
/// <remarks>
/// The runtime ignores SIGPIPE and an ignored signal survives exec, hence all signals are set to default. Opening the slave after
/// setsid makes it the controlling terminal.
/// </remarks>
internal sealed unsafe class SpawnRequest : IDisposable
{
    private const short SetSession = 0x80, SetDefaultSignals = 0x04, SetSignalMask = 0x08;

    /// <summary>The descriptor after standard input, output and error.</summary>
    private const int FirstFree = 3;

    // Above the sizes of glibc's posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128).
    private const int AttributesSize = 512, ActionsSize = 256, SignalsSize = 128;

    private readonly List<nint> _owned = [];
    private readonly void* _attributes, _actions;

    public SpawnRequest(ChildProcessOptions options)
    {
        _attributes = Allocate(AttributesSize);
        _actions = Allocate(ActionsSize);
        Check(Libc.posix_spawnattr_init(_attributes));
        Check(Libc.posix_spawn_file_actions_init(_actions));
        SetSignalsAndSession();
        SetDescriptors(options);
    }

    public int Start(ChildProcessOptions options)
    {
        int pid;
        var argv = Strings([options.File, .. options.Arguments]);
        var envp = Strings(options.Environment.Select(variable => $"{variable.Key}={variable.Value}"));
        var errno = Libc.posix_spawn(&pid, Utf8(options.File), _actions, _attributes, argv, envp);
        return errno == 0 ? pid : throw new LinuxException($"start {options.File}{(options.Terminal is null ? "" : $" on {options.Terminal}")}", errno);
    }

    public void Dispose()
    {
        _ = Libc.posix_spawnattr_destroy(_attributes);
        _ = Libc.posix_spawn_file_actions_destroy(_actions);
        foreach (var memory in _owned)
            NativeMemory.Free((void*)memory);
    }

    private static void Check(int errno)
    {
        if (errno != 0)
            throw new LinuxException("prepare posix_spawn", errno);
    }

    private void SetSignalsAndSession()
    {
        var signals = Allocate(SignalsSize);
        Check(Libc.posix_spawnattr_setflags(_attributes, SetSession | SetDefaultSignals | SetSignalMask));
        _ = Libc.sigfillset(signals);
        Check(Libc.posix_spawnattr_setsigdefault(_attributes, signals));
        _ = Libc.sigemptyset(signals);
        Check(Libc.posix_spawnattr_setsigmask(_attributes, signals));
    }

    private void SetDescriptors(ChildProcessOptions options)
    {
        using var line = Use(options.Line);
        using var input = Use(options.Input);
        using var report = Use(options.Report);
        using var socket = Use(options.Socket);
        if (options.Line is null)
            Check(Libc.posix_spawn_file_actions_addopen(_actions, 0, Utf8(options.Terminal ?? "/dev/null"), Libc.OpenReadWrite, 0));
        else
            Check(Libc.posix_spawn_file_actions_adddup2(_actions, line.Fd, 0));
        Check(Libc.posix_spawn_file_actions_adddup2(_actions, 0, 1));
        if (options.Input is not null)
            Check(Libc.posix_spawn_file_actions_adddup2(_actions, input.Fd, 0));
        Check(Libc.posix_spawn_file_actions_adddup2(_actions, options.Report is null ? 1 : report.Fd, 2));
        if (options.Socket is not null)
            Check(Libc.posix_spawn_file_actions_adddup2(_actions, socket.Fd, FirstFree));
        Check(Libc.posix_spawn_file_actions_addclosefrom_np(_actions, options.Socket is null ? FirstFree : FirstFree + 1));
    }

    private static FileDescriptor.Lease Use(IPollable? file) => file is null ? default : file.Descriptor.Use();

    private byte** Strings(IEnumerable<string> strings)
    {
        nint[] texts = [.. strings.Select(text => (nint)Utf8(text))];
        var array = (byte**)Allocate((texts.Length + 1) * sizeof(nint));
        for (var i = 0; i < texts.Length; i++)
            array[i] = (byte*)texts[i];
        return array;
    }

    private byte* Utf8(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var memory = (byte*)Allocate(bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return memory;
    }

    private void* Allocate(int size)
    {
        var memory = NativeMemory.AllocZeroed((nuint)size);
        _owned.Add((nint)memory);
        return memory;
    }
}
