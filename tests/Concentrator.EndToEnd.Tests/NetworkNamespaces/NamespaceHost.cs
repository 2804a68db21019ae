using System.Runtime.InteropServices;
using Concentrator.EndToEnd.Tests.Processes;
using Microsoft.Win32.SafeHandles;

namespace Concentrator.EndToEnd.Tests.NetworkNamespaces;

/// <summary>One host of a <see cref="NamespaceLab"/>: runs programs, and code of the test itself, in its namespace.</summary>
internal sealed partial class NamespaceHost(string name, string @namespace)
{
    private const int CloneNewnet = 0x40000000;

    private readonly Stack<IAsyncDisposable> _belongings = [];

    /// <summary>The host's name within its lab.</summary>
    public string Name { get; } = name;

    /// <summary>The network namespace's name on this machine.</summary>
    public string Namespace { get; } = @namespace;

    public Task<CommandResult> RunAsync(TimeSpan limit, string program, params string[] arguments) =>
        Command.RunAsync("ip", ["netns", "exec", Namespace, program, .. arguments], limit);

    public Task<CommandResult> RunAsync(string program, params string[] arguments) =>
        RunAsync(Command.DefaultLimit, program, arguments);

    /// <summary><c>ip</c> in this namespace; a failure fails the test.</summary>
    public async Task<string> IpAsync(params string[] arguments) =>
        (await Command.RunAsync("ip", ["-n", Namespace, .. arguments])).OrFail();

    /// <summary>Starts a program that the lab stops at its end, if the test does not before.</summary>
    public ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Keep(ChildProcess.Start("ip", ["netns", "exec", Namespace, program, .. arguments], environment));

    /// <summary>Takes care of something that the lab disposes at its end, even if the test has done so.</summary>
    public T Keep<T>(T belonging) where T : IAsyncDisposable
    {
        _belongings.Push(belonging);
        return belonging;
    }

    /// <summary>
    /// Runs <paramref name="work"/> on a thread of its own inside this namespace. A socket made there stays in the
    /// namespace whichever thread uses it later, so this is how a test speaks from a host.
    /// </summary>
    public Task<T> Inside<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        // The thread ends with the work: its namespace must not leak into the pool.
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{Namespace}");
                if (SetNamespace(handle, CloneNewnet) != 0)
                    throw new InvalidOperationException($"setns({Namespace}): error {Marshal.GetLastPInvokeError()}");
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        thread.Start();
        return done.Task;
    }

    internal async Task ClearAsync()
    {
        while (_belongings.TryPop(out var belonging))
            await belonging.DisposeAsync();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle handle, int kind);
}
