using System.Runtime.InteropServices;

namespace Concentrator.Linux.Interop;

internal static unsafe partial class Libc
{
    /// <summary>System call numbers, the same on every architecture since the table was unified.</summary>
    public const int PidfdSendSignal = 424, IoUringSetup = 425, IoUringEnter = 426, PidfdOpen = 434;

    public const int WaitNoHang = 1;

    [LibraryImport(Library)]
    public static partial int sched_getscheduler(int thread);

    [LibraryImport(Library)]
    public static partial int sched_setscheduler(int thread, int policy, int* priority);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int posix_openpt(int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int grantpt(int master);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int unlockpt(int master);

    [LibraryImport(Library)]
    public static partial int ptsname_r(int master, byte* buffer, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcgetattr(int fd, void* termios);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcsetattr(int fd, int when, void* termios);

    [LibraryImport(Library)]
    public static partial void cfmakeraw(void* termios);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int cfsetspeed(void* termios, uint speed);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int memfd_create(string name, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint lseek(int fd, nint offset, int whence);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(int fd, void* buffer, nuint count, nint offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pwrite(int fd, void* buffer, nuint count, nint offset);

    // The posix_spawn family returns the error number and leaves errno alone.
    [LibraryImport(Library)]
    public static partial int posix_spawn(int* pid, byte* path, void* fileActions, void* attributes, byte** argv, byte** envp);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigdefault(void* attributes, void* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addopen(void* actions, int fd, byte* path, int flags, uint mode);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_adddup2(void* actions, int fd, int target);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addclosefrom_np(void* actions, int from);

    [LibraryImport(Library)]
    public static partial int sigemptyset(void* signals);

    [LibraryImport(Library)]
    public static partial int sigfillset(void* signals);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint pidfd_open(nint number, nint pid, nint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint pidfd_send_signal(nint number, nint pidfd, nint signal, nint info, nint flags);
}
