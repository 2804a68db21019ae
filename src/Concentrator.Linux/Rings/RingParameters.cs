using System.Runtime.InteropServices;

namespace Concentrator.Linux.Rings;

/// <summary>struct io_uring_params: what is wanted of a ring, and where in its memory things are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RingParameters
{
    /// <summary>One operation that is refused does not hold up those behind it.</summary>
    public const uint SubmitAll = 1 << 7;

    /// <summary>One thread alone, and nothing is done for it but when it asks (Linux 6.1).</summary>
    public const uint SingleIssuer = 1 << 12, DeferTaskWork = 1 << 13;

    /// <summary>A feature: both queues lie in one mapping.</summary>
    public const uint SingleMapping = 1;

    /// <summary>A flag of io_uring_enter(2): wait for completions.</summary>
    public const uint GetEvents = 1;

    public uint SubmissionEntries, CompletionEntries, Flags, ThreadProcessor, ThreadIdle, Features, WorkQueue;
    private readonly uint _reserved0, _reserved1, _reserved2;
    public SubmissionOffsets Submission;
    public CompletionOffsets Completion;

    public readonly nuint QueuesSize => Math.Max(Submission.Array + SubmissionEntries * sizeof(uint), Completion.Entries + CompletionEntries * (uint)sizeof(Completion));

    public readonly nuint EntriesSize => SubmissionEntries * (uint)sizeof(Submission);
}

/// <summary>struct io_sqring_offsets</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SubmissionOffsets
{
    public uint Head, Tail, Mask, Entries, Flags, Dropped, Array;
    private readonly uint _reserved;
    private readonly ulong _userAddress;
}

/// <summary>struct io_cqring_offsets</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionOffsets
{
    public uint Head, Tail, Mask, Size, Overflow, Entries, Flags;
    private readonly uint _reserved;
    private readonly ulong _userAddress;
}

/// <summary>struct io_uring_sqe</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct Submission
{
    public byte Operation, Flags;
    public ushort Priority;
    public int Fd;
    public ulong Offset;
    public ulong Address;
    public uint Length, OperationFlags;
    public ulong Tag;
}

/// <summary>struct io_uring_cqe</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Completion
{
    public ulong Tag;
    public int Result;
    public uint Flags;
}
