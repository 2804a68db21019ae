using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>What an errno of a refused datagram means to a sender.</summary>
public static class SendErrors
{
    /// <summary>It exceeds the path MTU and may not be fragmented.</summary>
    public static bool IsTooBig(int errno) => errno == Errno.MessageTooBig;

    /// <summary>Datagrams that cannot leave as a train may still leave one by one.</summary>
    internal static bool IsOfTrains(int errno) => errno is Errno.InvalidArgument or Errno.MessageTooBig or Errno.InputOutput;

    /// <summary>It is not about this datagram, which was not looked at: a connected socket is told here that its peer has refused an earlier one.</summary>
    internal static bool IsOfAnother(int errno) => errno is Errno.Interrupted or Errno.ConnectionRefused;

    /// <summary>The socket's or the device's queue is full.</summary>
    public static bool IsQueueFull(int errno) => errno is Errno.Again or Errno.NoBuffers;
}
