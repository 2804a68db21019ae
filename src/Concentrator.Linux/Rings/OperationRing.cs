using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Rings;

/// <summary>
/// Writes that go to the kernel together, by one system call that returns when all are done (io_uring(7)): for files that have no call for many packets of their own.
/// They are done in the order in which they were added, and none waits. What the kernel does not take from the ring is done by a call each. Of the thread that makes it.
/// </summary>
internal sealed unsafe class OperationRing : IDisposable
{
    private const byte WriteVectors = 2, WriteBuffer = 23;

    private readonly FileDescriptor _ring;
    private readonly Enter _enter;
    private readonly RingMemory _queues, _entries;
    private readonly RingParameters _parameters;
    private readonly int[] _results;
    private uint _tail;

    private OperationRing(FileDescriptor ring, in RingParameters parameters, Enter enter)
    {
        (_ring, _parameters, _enter) = (ring, parameters, enter);
        Capacity = (int)parameters.SubmissionEntries;
        _results = new int[Capacity];
        using var lease = ring.Use();
        _queues = new RingMemory(lease.Fd, RingMemory.Queues, parameters.QueuesSize);
        _entries = new RingMemory(lease.Fd, RingMemory.Entries, parameters.EntriesSize);
        for (var i = 0; i < Capacity; i++)
            Word(parameters.Submission.Array)[i] = (uint)i;
    }

    /// <summary>io_uring_enter(2): has operations taken, and waits for results. Gives how many were taken, or a negated errno.</summary>
    public delegate int Enter(int ring, int submit, int complete);

    public int Capacity { get; }

    /// <summary>Operations that <see cref="Run"/> will do.</summary>
    public int Count { get; private set; }

    /// <summary>The errno by which the kernel said that it does nothing for the ring any more; 0: it is in order.</summary>
    public int Fault { get; private set; }

    /// <summary>Null where the kernel has none that does without helper threads (before Linux 6.1), or nobody is allowed to use it.</summary>
    /// <param name="capacity">Operations at a time; a power of two.</param>
    /// <param name="enter">In place of the kernel's.</param>
    public static OperationRing? TryMake(int capacity, Enter? enter = null)
    {
        var parameters = new RingParameters { Flags = RingParameters.SubmitAll | RingParameters.SingleIssuer | RingParameters.DeferTaskWork };
        var fd = Libc.io_uring_setup(Libc.IoUringSetup, (nuint)capacity, &parameters);
        if (fd < 0)
            return null;
        var ring = new FileDescriptor((int)fd, "make an io_uring");
        try
        {
            if ((parameters.Features & RingParameters.SingleMapping) != 0)
                return new OperationRing(ring, parameters, enter ?? EnterKernel);
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
        var (added, first) = (Count, _tail - (uint)Count);
        var results = _results.AsSpan(0, added);
        results.Fill(-Errno.InputOutput);   // what is taken and has no result is lost: it may have been done, so it is not done again
        Count = 0;
        Volatile.Write(ref *Word(_parameters.Submission.Tail), _tail);
        using var lease = _ring.Use();
        var entered = _enter(lease.Fd, added, added);
        var completed = TakeResults();
        var taken = (int)(Volatile.Read(ref *Word(_parameters.Submission.Head)) - first);
        while (completed < taken && entered is >= 0 or -Errno.Interrupted)
        {
            entered = _enter(lease.Fd, 0, taken - completed);
            completed += TakeResults();
        }

        if (-entered is > 0 and not (Errno.Interrupted or Errno.Again or Errno.Busy) and var errno)
            Fault = errno;
        _tail = first + (uint)taken;
        for (var i = taken; i < added; i++)
            results[i] = RunAlone(Entry(first + (uint)i));
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
        *Entry(_tail++) = new Submission { Operation = operation, Fd = fd, Address = (ulong)address, Length = length, OperationFlags = Libc.NoWait, Tag = (ulong)Count };
        Count++;
    }

    private static int RunAlone(Submission* entry)
    {
        var written = entry->Operation == WriteVectors
            ? Libc.writev(entry->Fd, (IoVector*)entry->Address, (int)entry->Length) : Libc.write(entry->Fd, (void*)entry->Address, entry->Length);
        return written >= 0 ? (int)written : -Errno.Last;
    }

    /// <inheritdoc cref="Enter"/>
    internal static int EnterKernel(int ring, int submit, int complete)
    {
        var taken = Libc.io_uring_enter(Libc.IoUringEnter, ring, (nuint)submit, (nuint)complete, RingParameters.GetEvents, null, 0);
        return taken >= 0 ? (int)taken : -Errno.Last;
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

    private Submission* Entry(uint number) => (Submission*)_entries.Start + (number & (uint)(Capacity - 1));

    private uint* Word(uint offset) => (uint*)(_queues.Start + offset);
}
