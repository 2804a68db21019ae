using Concentrator.Linux;
using Concentrator.Linux.L2tp;

namespace Concentrator.DataPlane.Kernel;

/// <summary>Whether this kernel has what the kernel plane needs.</summary>
public static class KernelSupport
{
    /// <summary>What is missing, in words; null: nothing.</summary>
    public static string? Missing
    {
        get
        {
            try
            {
                Probe();
                return null;
            }
            catch (LinuxException failure)
            {
                return failure.Message;
            }
        }
    }

    /// <exception cref="LinuxException">A part is missing, or not allowed; the message says which, and the module that has it.</exception>
    public static void Probe()
    {
        PppFile.Probe();
        PppoxSocket.Probe();
    }
}
