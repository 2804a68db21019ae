using System.Text;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>A file in memory alone (memfd_create(2)): what a child reads from its standard input, or writes to its standard error.</summary>
public sealed unsafe class MemoryFile : IPollable, IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly FileDescriptor _file = new(Libc.memfd_create("concentrator", CloseOnExec), "make a file in memory");

    /// <param name="content">For a child to read from the beginning, in UTF-8.</param>
    /// <exception cref="LinuxException">There is no memory for it.</exception>
    public MemoryFile(string content = "")
    {
        using var lease = _file.Use();
        ReadOnlySpan<byte> octets = Encoding.UTF8.GetBytes(content);
        for (var written = 0; written < octets.Length;)
            fixed (byte* data = octets[written..])
                written += Errno.Check((int)Libc.pwrite(lease.Fd, data, (nuint)(octets.Length - written), written), "write a file in memory");
    }

    FileDescriptor IPollable.Descriptor => _file;

    /// <summary>The last octets of it, as ASCII.</summary>
    public string Read(int limit = 4096)
    {
        var buffer = new byte[limit];
        using var lease = _file.Use();
        fixed (byte* data = buffer)
        {
            var end = Libc.lseek(lease.Fd, 0, whence: 2);
            var read = end < 0 ? 0 : Libc.pread(lease.Fd, data, (nuint)limit, (nint)Math.Max(0, end - limit));
            return Encoding.ASCII.GetString(buffer, 0, (int)Math.Max(0, read));
        }
    }

    public void Dispose() => _file.Dispose();
}
