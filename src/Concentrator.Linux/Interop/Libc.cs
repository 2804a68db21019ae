using System.Runtime.InteropServices;

namespace Concentrator.Linux.Interop;

/// <summary>
/// The C library's calls, under their own names. None is marked SuppressGCTransition: a call that blocks would then hold up
/// every garbage collection.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    public const int OpenReadWrite = 2, OpenNoControllingTerminal = 0x100, OpenNonBlocking = 0x800, OpenCloseOnExec = 0x80000;

    /// <summary>A flag of a read or write: fail with EAGAIN rather than wait (RWF_NOWAIT).</summary>
    public const int NoWait = 0x08;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags, int mode = 0);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint readv(int fd, IoVector* vectors, int count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint writev(int fd, IoVector* vectors, int count);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pwritev2(int fd, IoVector* vectors, int count, nint offset, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fcntl(int fd, int command, int argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ppoll(void* entries, nuint count, void* time, void* signals);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint if_nametoindex(string name);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setns(int fd, int kind);

    [LibraryImport(Library, SetLastError = true)]
    public static partial byte* mmap(void* address, nuint size, int protection, int flags, int fd, nint offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int munmap(void* address, nuint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint io_uring_setup(nint number, nuint entries, void* parameters);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint io_uring_enter(nint number, nint ring, nuint submit, nuint complete, nuint flags, void* signals, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int timerfd_create(int clock, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int timerfd_settime(int timer, int flags, long* times, long* before);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_ctl(int epoll, int operation, int fd, void* @event);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_wait(int epoll, void* events, int count, int timeout);
}
