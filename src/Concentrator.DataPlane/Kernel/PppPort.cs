using Concentrator.DataPlane.Ports;
using Concentrator.Linux.L2tp;

namespace Concentrator.DataPlane.Kernel;

/// <summary>A ppp interface in the place of a dialer's TUN device.</summary>
internal sealed class PppPort(PppUnit unit, KernelDataPlane plane) : ITunPort
{
    public PppUnit Unit => unit;

    public string Name => unit.Name;

    /// <summary>The interface is gone when this returns: a dialer may want its name again.</summary>
    public void Dispose() => plane.Releases.Run(unit.Dispose);
}
