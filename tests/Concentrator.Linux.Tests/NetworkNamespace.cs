using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Concentrator.Linux.Network;

namespace Concentrator.Linux.Tests;

/// <summary>
/// A network namespace of its own, entered by one thread. What that thread opens belongs to the namespace and may be used from
/// anywhere; the namespace goes when the last of it is closed.
/// </summary>
public sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x4000_0000;

    private readonly BlockingCollection<Action> _work = [];

    public NetworkNamespace()
    {
        new Thread(Live) { IsBackground = true, Name = "namespace" }.Start();
        Network = Run(() => new Rtnetlink());
        Network.SetLink("lo", up: true);
    }

    public Rtnetlink Network { get; }

    public T Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        try
        {
            return done.Task.Result;
        }
        catch (AggregateException fault)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException!);
            throw;
        }
    }

    /// <summary>Runs a program inside, and gives what it printed.</summary>
    public string Execute(string file, params string[] arguments)
    {
        using var process = Run(() => Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    public void Dispose()
    {
        Network.Dispose();
        _work.CompleteAdding();
    }

    private void Live()
    {
        if (unshare(NewNetwork) != 0)
            throw new InvalidOperationException($"unshare: errno {Marshal.GetLastPInvokeError()}; these tests run as root");
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);
}
