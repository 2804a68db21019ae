using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Concentrator.Linux.Interop;

/// <summary>
/// An open descriptor. Calls go through <see cref="Use"/>, which keeps it open for their duration: a number that was closed
/// in between may already name another file.
/// </summary>
internal sealed class FileDescriptor : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <param name="fd">What a call that opens gave; negative means that it failed.</param>
    public FileDescriptor(int fd, string attempt) : base(ownsHandle: true) => SetHandle(Errno.Check(fd, attempt));

    /// <summary>The number for one call, or -1 when this is closed, so that the call fails with EBADF.</summary>
    public Lease Use() => new(this);

    /// <summary>Keeps this open for several calls, until <see cref="SafeHandle.DangerousRelease"/>; false when it is closed.</summary>
    /// <param name="fd">The number for them.</param>
    public bool TryHold(out int fd)
    {
        var isHeld = false;
        try
        {
            DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            // Closed while a sender was on its way: its call fails like any other.
        }

        fd = isHeld ? (int)handle : -1;
        return isHeld;
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    internal readonly ref struct Lease
    {
        private readonly FileDescriptor? _owner;

        public Lease(FileDescriptor owner) => _owner = owner.TryHold(out _) ? owner : null;

        public int Fd => _owner is null ? -1 : (int)_owner.DangerousGetHandle();

        public void Dispose() => _owner?.DangerousRelease();
    }
}
