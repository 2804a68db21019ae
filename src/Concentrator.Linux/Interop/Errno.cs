using System.Runtime.InteropServices;

namespace Concentrator.Linux.Interop;

/// <summary>The error numbers that are told apart (the same on x86-64 and arm64).</summary>
internal static class Errno
{
    public const int NoEntry = 2, NoProcess = 3, Interrupted = 4, InputOutput = 5, Again = 11, Busy = 16, Exists = 17, NoDevice = 19, InvalidArgument = 22, MessageTooBig = 90,
        AddressNotAvailable = 99, NoBuffers = 105, ConnectionRefused = 111, NotSupported = 95, ProtocolNotSupported = 93;

    public static int Last => Marshal.GetLastPInvokeError();

    public static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";

    /// <summary>Passes a result through, or throws with what was tried when it is negative.</summary>
    public static int Check(int result, string attempt) => result >= 0 ? result : throw new LinuxException(attempt, Last);
}
