using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.L2tp;
using Concentrator.Linux.Network;

namespace Concentrator.DataPlane.Kernel;

/// <summary>A ppp interface: a session's own, or in the place of a dialer's TUN device.</summary>
internal sealed class PppPort(PppUnit unit, KernelDataPlane plane) : ITunPort
{
    private LinkStatistics _last;

    public PppUnit Unit => unit;

    public string Name => unit.Name;

    /// <summary>What it has carried; of one that is gone, until then.</summary>
    public LinkStatistics Statistics
    {
        get
        {
            try
            {
                return _last = plane.Links.Statistics(Name);
            }
            catch (LinuxException)
            {
                return _last;
            }
        }
    }

    public void Dispose() => plane.Releases.Run(Remove);

    public void Release() => plane.Releases.Post(Remove);

    private void Remove()
    {
        _ = Statistics;
        unit.Dispose();
    }
}
