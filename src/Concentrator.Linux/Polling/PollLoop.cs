using System.Collections.Concurrent;
using System.Diagnostics;

namespace Concentrator.Linux.Polling;

/// <summary>
/// A thread that waits for kernel objects and runs their handlers. Work posted from elsewhere runs between two handlers, so
/// closing an object by <see cref="Run"/> or <see cref="Post"/> never races with its handler.
/// </summary>
public sealed class PollLoop : IDisposable
{
    private const long WakeUpKey = 0;

    private readonly Epoll _epoll = new();
    private readonly EventFd _wakeUp = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly ConcurrentDictionary<long, IPollHandler> _handlers = new();
    private readonly Action<Exception> _onFault;
    private readonly TimeSpan _busy;
    private readonly Thread _thread;
    private long _lastKey = WakeUpKey;
    private long _allocated;
    private volatile bool _stopping;

    /// <param name="onFault">Told of an exception that a handler let out; the loop goes on. Must not throw.</param>
    /// <param name="busy">How long the loop goes on looking, without giving its processor up, after something has happened last.</param>
    public PollLoop(string name, Action<Exception> onFault, TimeSpan busy = default)
    {
        (_onFault, _busy) = (onFault, busy);
        _epoll.Watch(((IPollable)_wakeUp).Descriptor, PollEvents.Readable | PollEvents.Edge, WakeUpKey);
        _thread = new Thread(Live) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Managed memory that this thread has allocated since it started, as of its last turn.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    private bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Starts watching. The handler may run before this returns.</summary>
    /// <exception cref="LinuxException">The object is closed, or the kernel is out of memory.</exception>
    public PollRegistration Watch(IPollable pollable, PollEvents interest, IPollHandler handler)
    {
        var key = Interlocked.Increment(ref _lastKey);
        _handlers[key] = handler;
        try
        {
            _epoll.Watch(pollable.Descriptor, interest, key);
        }
        catch
        {
            _handlers.TryRemove(key, out _);
            throw;
        }

        return new PollRegistration(this, pollable, key);
    }

    /// <summary>Runs an action on the loop, some time soon.</summary>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        _wakeUp.Set();
        if (!_thread.IsAlive)
            RunPosted();
    }

    /// <summary>Runs an action on the loop and waits for it; after the loop stopped, runs it here.</summary>
    public void Run(Action action)
    {
        if (IsCurrent)
        {
            action();
            return;
        }

        using var done = new ManualResetEventSlim();
        Post(() =>
        {
            try
            {
                action();
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
    }

    /// <summary>Stops the thread and waits for it. What was posted before still runs.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _wakeUp.Set();
        if (!IsCurrent)
            _thread.Join();
        RunPosted();
        _wakeUp.Dispose();
        _epoll.Dispose();
    }

    internal void Change(IPollable pollable, PollEvents interest, long key) => _epoll.Change(pollable.Descriptor, interest, key);

    internal void Forget(IPollable pollable, long key)
    {
        if (_handlers.TryRemove(key, out _) && !_stopping)
            _epoll.Forget(pollable.Descriptor);
    }

    private void Live()
    {
        while (!_stopping)
        {
            var ready = Wait();
            for (var i = 0; i < ready; i++)
            {
                var (events, key) = _epoll[i];
                if (_handlers.TryGetValue(key, out var handler)) // else: woken up, or forgotten in this very turn
                    Guarded(handler, events);
            }

            RunPosted();
            Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private int Wait()
    {
        if (_busy > TimeSpan.Zero)
        {
            var since = Stopwatch.GetTimestamp();
            do
            {
                if (_epoll.Wait(onlyLook: true) is var ready and > 0)
                    return ready;
            }
            while (Stopwatch.GetElapsedTime(since) < _busy);
        }

        return _epoll.Wait();
    }

    private void Guarded(IPollHandler handler, PollEvents events)
    {
        try
        {
            handler.OnReady(events);
        }
        catch (Exception fault)
        {
            _onFault(fault);
        }
    }

    private void RunPosted()
    {
        while (_posted.TryDequeue(out var action))
        {
            try
            {
                action();
            }
            catch (Exception fault)
            {
                _onFault(fault);
            }
        }
    }
}
