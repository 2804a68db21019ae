using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Network;

/// <summary>
/// Network namespaces that have a name, as <c>ip netns</c> gives them. A socket belongs for ever to the namespace of the thread that opened it,
/// whichever thread uses it later.
/// </summary>
public static class NetworkNamespaces
{
    private const int CloneNewNetwork = 0x4000_0000;

    /// <summary>Runs <paramref name="work"/> on a thread of its own inside that namespace, and waits for it. What the work throws is thrown here.</summary>
    /// <exception cref="LinuxException">There is no such namespace, or it may not be entered.</exception>
    public static T Run<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        // The thread ends with the work: it must not return to a pool with a namespace that nobody expects.
        var thread = new Thread(() =>
        {
            try
            {
                Enter(name);
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        thread.Start();
        return done.Task.GetAwaiter().GetResult();
    }

    public static bool Exists(string name) => File.Exists(PathOf(name));

    private static string PathOf(string name) => $"/run/netns/{name}";

    private static void Enter(string name)
    {
        var attempt = $"enter network namespace {name}";
        using var file = new FileDescriptor(Libc.open(PathOf(name), Libc.OpenCloseOnExec), attempt);
        using var lease = file.Use();
        Errno.Check(Libc.setns(lease.Fd, CloneNewNetwork), attempt);
    }
}
