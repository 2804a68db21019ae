using System.Runtime.InteropServices;

namespace Concentrator.Linux.Interop;

internal static unsafe partial class Libc
{
    public const int FamilyInet = 2, FamilyInet6 = 10, FamilyNetlink = 16, FamilyPacket = 17, FamilyPppox = 24;
    public const int SocketDatagram = 2, SocketRaw = 3, SocketNonBlocking = 0x800, SocketCloseOnExec = 0x80000;
    public const int MessageTruncated = 0x20, MessageDontWait = 0x40;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(int fd, void* name, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(int fd, void* name, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockname(int fd, void* name, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(int fd, int level, int option, void* value, uint* length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint send(int fd, void* buffer, nuint count, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recv(int fd, void* buffer, nuint count, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint sendmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int sendmmsg(int fd, BatchMessage* messages, uint count, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int recvmmsg(int fd, BatchMessage* messages, uint count, int flags, void* timeout);
}

/// <summary>struct iovec</summary>
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}

/// <summary>struct msghdr (LP64: 56 octets)</summary>
internal unsafe struct MessageHeader
{
    public byte* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>struct mmsghdr</summary>
internal struct BatchMessage
{
    public MessageHeader Header;
    public uint Length;
}

/// <summary>struct cmsghdr, followed by its data</summary>
internal struct ControlHeader
{
    public nuint Length;
    public int Level;
    public int Type;
}
