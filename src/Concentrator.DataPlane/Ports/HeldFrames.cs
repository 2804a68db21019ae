using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tables;
using Concentrator.Linux.Polling;

namespace Concentrator.DataPlane.Ports;

/// <summary>The sessions of a receive loop that hold data messages back, and the timer that lets those go which were waited for in vain.</summary>
internal sealed class HeldFrames : IPollHandler, IDisposable
{
    private readonly TimerFd _timer = new();
    private readonly List<ReceivedData> _waiting = [];
    private readonly Action _flush;
    private long _armedFor = long.MaxValue;

    /// <param name="pool">Where all loops have the memory from.</param>
    /// <param name="flush">Called when frames were passed on by the timer, at the end of its turn.</param>
    public HeldFrames(PollLoop loop, FramePool pool, Action flush)
    {
        (Pool, _flush) = (pool, flush);
        loop.Watch(_timer, PollEvents.Readable, this);
    }

    public FramePool Pool { get; }

    /// <summary>The session has begun to hold messages back, the first of them until then.</summary>
    public void Watch(ReceivedData session, long due)
    {
        _waiting.Add(session);
        Arm(due);
    }

    public void OnReady(PollEvents events)
    {
        _timer.Reset();
        _armedFor = long.MaxValue;
        var now = Environment.TickCount64;
        var next = long.MaxValue;
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].ReleaseDue(now) is { } due)
                next = Math.Min(next, due);
            else
                _waiting.RemoveAt(i);
        }

        _flush();
        if (next < long.MaxValue)
            Arm(next);
    }

    public void Dispose() => _timer.Dispose();

    private void Arm(long due)
    {
        if (due >= _armedFor)
            return;
        _armedFor = due;
        _timer.Set(TimeSpan.FromMilliseconds(Math.Max(1, due - Environment.TickCount64)));
    }
}
