namespace Concentrator.Linux;

/// <summary>The kernel refused something at set-up time: what was tried and the errno it answered with, in words.</summary>
public sealed class LinuxException(string attempt, int errno)
    : IOException($"{attempt}: {Interop.Errno.Describe(errno)}")
{
    public int Errno { get; } = errno;

    /// <summary>There is no such link or device (ENODEV).</summary>
    public bool IsNoDevice => Errno == Interop.Errno.NoDevice;

    /// <summary>There is such a thing already (EEXIST; EBUSY, of a TUN device).</summary>
    public bool IsTaken => Errno is Interop.Errno.Exists or Interop.Errno.Busy;
}
