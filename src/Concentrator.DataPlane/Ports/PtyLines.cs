using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Polling;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// The loop of all ptys. Frames for them are queued by the receive loop, which only marks their line as ready: a pty takes four
/// times as long as a datagram, and must not hold up the others' packets. It wakes this loop behind its batch, not for each of them.
/// </summary>
internal sealed class PtyLines : IPollHandler, IFlushable, IDisposable
{
    private const int ReadSize = 4096; // what the line discipline gives at most

    private const int FramesAtOnce = 16;

    private readonly EventFd _someReady = new();
    private PtyAttachment? _ready;

    public PtyLines(Action<Exception> onFault)
    {
        Loop = new PollLoop("ptys", onFault);
        Loop.Watch(_someReady, PollEvents.Readable | PollEvents.Edge, this);
    }

    public PollLoop Loop { get; }

    /// <summary>Where all lines read to: the loop serves one at a time.</summary>
    public byte[] ReadBuffer { get; } = new byte[ReadSize];

    /// <summary>What a read has brought, on its way to the peers.</summary>
    public OnwardBatch Onward { get; } = new(loop: 0, FramesAtOnce);

    /// <summary>
    /// From any thread: a line that was idle has octets to write. A stack linked through the lines themselves. Gives whether this was the first, so that
    /// <see cref="Flush"/> must follow.
    /// </summary>
    public bool Add(PtyAttachment line)
    {
        PtyAttachment? top;
        do
            line.NextReady = top = Volatile.Read(ref _ready);
        while (Interlocked.CompareExchange(ref _ready, line, top) != top);
        return top is null;
    }

    /// <summary>From any thread: the lines that are ready are to be served.</summary>
    public void Flush() => _someReady.Set();

    public void OnReady(PollEvents events)
    {
        for (var line = Interlocked.Exchange(ref _ready, null); line is not null;)
        {
            // Once it is drained it may be put on the stack again, and point elsewhere.
            var next = line.NextReady;
            line.NextReady = null;
            line.Drain();
            line = next;
        }
    }

    /// <summary>A closed port's batch goes with it.</summary>
    public void Forget(UdpPort port) => Loop.Run(() => Onward.Forget(port));

    public void Dispose()
    {
        Loop.Dispose();
        _someReady.Dispose();
    }
}
