using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
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

    /// <inheritdoc cref="AddAddress"/>
    public void AddLoopbackAddress(string text)
    {
        var address = IPAddress.Parse(text);
        AddAddress("lo", new LinkAddress(address, address.GetAddressBytes().Length * 8));
    }

    /// <summary>
    /// Gives a link an address, and waits until packets to it arrive: the kernel makes the local route of an IPv6 address by a worker of its own, after it
    /// has acknowledged the address.
    /// </summary>
    public void AddAddress(string link, LinkAddress address)
    {
        Network.AddAddress(link, address);
        if (address.Local.AddressFamily == AddressFamily.InterNetworkV6
            && !SpinWait.SpinUntil(() => HasLocalRoute(Convert.ToHexStringLower(address.Local.GetAddressBytes())), TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"{address} has no local route");
    }

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

    /// <summary>proc/net/ipv6_route: destination and length in columns 0 and 1, flags (RTF_LOCAL) in column 8.</summary>
    private bool HasLocalRoute(string address)
    {
        const uint local = 0x8000_0000;
        return Run(() => File.ReadAllLines("/proc/thread-self/net/ipv6_route"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(route => route[0] == address && route[1] == "80" && (Convert.ToUInt32(route[8], 16) & local) != 0);
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
