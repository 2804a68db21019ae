using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>What an errno of a refused datagram means to a sender.</summary>
public static class SendErrors
{
    /// <summary>It exceeds the path MTU and may not be fragmented.</summary>
    public static bool IsTooBig(int errno) => errno == Errno.MessageTooBig;

    /// <summary>The socket's or the device's queue is full.</summary>
    public static bool IsQueueFull(int errno) => errno is Errno.Again or Errno.NoBuffers;
}
