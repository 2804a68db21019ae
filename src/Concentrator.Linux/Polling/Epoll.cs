using System.Runtime.InteropServices;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

[Flags]
public enum PollEvents : uint
{
    None = 0,
    Readable = 0x001,
    Writable = 0x004,

    /// <summary>Always reported, asked for or not.</summary>
    Error = 0x008,

    /// <summary>Always reported, asked for or not.</summary>
    HungUp = 0x010,

    /// <summary>Reports each time that it happens, not as long as it lasts: nothing need be read for it to end.</summary>
    Edge = 0x8000_0000,
}

/// <summary>epoll(7), level triggered where nobody asks for <see cref="PollEvents.Edge"/>. Each watched descriptor carries a number of the caller's choice.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>The most events that one <see cref="Wait"/> gives.</summary>
    public const int Batch = 64;

    private const int Add = 1, Delete = 2, Modify = 3;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int KeyOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = KeyOffset + sizeof(long);

    private readonly FileDescriptor _epoll = new(Libc.epoll_create1(Libc.OpenCloseOnExec), "epoll_create1");
    private readonly PinnedMemory _events = new(Batch * EventSize);

    /// <summary>Itself readable while anything is ready.</summary>
    public FileDescriptor Descriptor => _epoll;

    public void Watch(FileDescriptor descriptor, PollEvents interest, long key) => Control(Add, descriptor, interest, key);

    public void Change(FileDescriptor descriptor, PollEvents interest, long key) => Control(Modify, descriptor, interest, key);

    public void Forget(FileDescriptor descriptor) => Control(Delete, descriptor, PollEvents.None, 0);

    /// <summary>Blocks until something happens, or only looks; gives how many events there are, 0 when a signal interrupted.</summary>
    public int Wait(bool onlyLook = false)
    {
        using var lease = _epoll.Use();
        var count = Libc.epoll_wait(lease.Fd, _events.Start, Batch, onlyLook ? 0 : -1);
        _events.KeepAlive();
        return count < 0 && Errno.Last == Errno.Interrupted ? 0 : Errno.Check(count, "epoll_wait");
    }

    public (PollEvents Events, long Key) this[int index]
    {
        get
        {
            var @event = _events.Octets.Slice(index * EventSize, EventSize);
            return ((PollEvents)BitConverter.ToUInt32(@event), BitConverter.ToInt64(@event[KeyOffset..]));
        }
    }

    public void Dispose() => _epoll.Dispose();

    private void Control(int operation, FileDescriptor descriptor, PollEvents interest, long key)
    {
        using var epoll = _epoll.Use();
        using var watched = descriptor.Use();
        var @event = stackalloc byte[16];
        *(uint*)@event = (uint)interest;
        *(long*)(@event + KeyOffset) = key;
        Errno.Check(Libc.epoll_ctl(epoll.Fd, operation, watched.Fd, @event), "epoll_ctl");
    }
}
