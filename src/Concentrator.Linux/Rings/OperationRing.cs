using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Rings;

/// <summary>
/// Writes that go to the kernel together, by one system call that returns when all are done (io_uring(7)): for files that have no call for many packets of their own.
/// They are done in the order in which they were added, and none waits. Of the thread that makes it.
/// </summary>
internal sealed unsafe class OperationRing : IDisposable
{
    private const byte WriteVectors = 2, WriteBuffer = 23;

    private readonly FileDescriptor _ring;
    private readonly RingMemory _queues, _entries;
    private readonly RingParameters _parameters;
    private readonly int[] _results;
    private uint _tail;

    private OperationRing(FileDescriptor ring, in RingParameters parameters)
    {
        (_ring, _parameters) = (ring, parameters);
        Capacity = (int)parameters.SubmissionEntries;
        _results = new int[Capacity];
        using var lease = ring.Use();
        _queues = new RingMemory(lease.Fd, RingMemory.Queues, parameters.QueuesSize);
        _entries = new RingMemory(lease.Fd, RingMemory.Entries, parameters.EntriesSize);
        for (var i = 0; i < Capacity; i++)
            Word(parameters.Submission.Array)[i] = (uint)i;
    }

    public int Capacity { get; }

    /// <summary>Operations that <see cref="Run"/> will do.</summary>
    public int Count { get; private set; }

    /// <summary>Null where the kernel has none that does without helper threads (before Linux 6.1), or nobody is allowed to use it.</summary>
    /// <param name="capacity">Operations at a time; a power of two.</param>
    public static OperationRing? TryMake(int capacity)
    {
        var parameters = new RingParameters { Flags = RingParameters.SubmitAll | RingParameters.SingleIssuer | RingParameters.DeferTaskWork };
        var fd = Libc.io_uring_setup(Libc.IoUringSetup, (nuint)capacity, &parameters);
        if (fd < 0)
            return null;
        var ring = new FileDescriptor((int)fd, "make an io_uring");
        try
        {
            if ((parameters.Features & RingParameters.SingleMapping) != 0)
                return new OperationRing(ring, parameters);
        }
        catch (LinuxException)
        {
            // No memory for it: who has none does without.
        }

        ring.Dispose();
        return null;
    }

    /// <summary>Both the descriptor and the memory must be there until <see cref="Run"/> has returned.</summary>
    /// <param name="fd">Of a file that knows of writes which do not wait: that it is non-blocking is not enough for the ring.</param>
    public void Write(int fd, byte* buffer, int length) => Add(WriteBuffer, fd, buffer, (uint)length);

    /// <inheritdoc cref="Write(int, byte*, int)"/>
    public void Write(int fd, IoVector* vectors, int count) => Add(WriteVectors, fd, vectors, (uint)count);

    /// <summary>Does all that was added; gives of each what a call of its own would have given, or a negated errno.</summary>
    public ReadOnlySpan<int> Run()
    {
        var (added, submitted, completed) = (Count, 0, 0);
        var results = _results.AsSpan(0, added);
        Count = 0;
        Volatile.Write(ref *Word(_parameters.Submission.Tail), _tail);
        using var lease = _ring.Use();
        while (completed < added)
        {
            var entered = (int)Libc.io_uring_enter(Libc.IoUringEnter, lease.Fd, (nuint)(added - submitted), (nuint)(added - completed), RingParameters.GetEvents, null, 0);
            if (entered >= 0)
                submitted += entered;
            else if (Errno.Last is var errno and not (Errno.Interrupted or Errno.Again or Errno.Busy))
            {
                results.Fill(-errno);   // which the kernel says of no ring that is in order
                break;
            }

            completed += TakeResults();
        }

        return results;
    }

    public void Dispose()
    {
        _queues.Dispose();
        _entries.Dispose();
        _ring.Dispose();
    }

    private void Add(byte operation, int fd, void* address, uint length)
    {
        if (Count == Capacity)
            throw new InvalidOperationException($"more than {Capacity} operations");
        var entry = (Submission*)_entries.Start + (_tail++ & (uint)(Capacity - 1));
        *entry = new Submission { Operation = operation, Fd = fd, Address = (ulong)address, Length = length, OperationFlags = Libc.NoWait, Tag = (ulong)Count };
        Count++;
    }

    private int TakeResults()
    {
        var offsets = _parameters.Completion;
        var (head, tail) = (*Word(offsets.Head), Volatile.Read(ref *Word(offsets.Tail)));
        var taken = (int)(tail - head);
        var completions = (Completion*)(_queues.Start + offsets.Entries);
        for (; head != tail; head++)
        {
            var completion = completions[head & (_parameters.CompletionEntries - 1)];
            _results[completion.Tag] = completion.Result;
        }

        Volatile.Write(ref *Word(offsets.Head), head);
        return taken;
    }

    private uint* Word(uint offset) => (uint*)(_queues.Start + offset);
}
