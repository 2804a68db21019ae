using System.Text;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>A file in memory alone (memfd_create(2)), for what a child writes to its standard error.</summary>
public sealed unsafe class ReportFile : IPollable, IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly FileDescriptor _file = new(Libc.memfd_create("report", CloseOnExec), "make a file in memory");

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
