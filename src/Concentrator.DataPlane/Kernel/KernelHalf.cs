using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.L2tp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Kernel;

/// <summary>A session as the kernel has it.</summary>
internal abstract class KernelHalf : IDisposable
{
    /// <exception cref="Linux.LinuxException">The kernel does not take the session.</exception>
    protected KernelHalf(KernelTunnelPath tunnel, KernelTunnel kernel, SessionPath session, SessionId peer, SessionPathOptions options)
    {
        Plane = tunnel.Plane;
        Session = Plane.Retried(() => new L2tpSession(kernel.Socket, tunnel.Id.Value, session.Id.Value, tunnel.Peer.Value, peer.Value));
        try
        {
            Session.SetLnsMode(options.Sequencing != DataSequencing.AsPeer);
            Session.SetSendSequence(session.IsSequencing);
            Session.SetReorderTimeout(options.ReorderTimeout);
        }
        catch
        {
            Session.Dispose();
            throw;
        }
    }

    /// <summary>The interface that its payload passes through; null: there is none yet.</summary>
    public abstract string? Interface { get; }

    public bool IsSequencing => Session.SendsSequence;

    public SessionCounters Counters
    {
        get
        {
            var statistics = Session.Statistics;
            return Carried with { Dropped = statistics.SendErrors + statistics.ReceiveErrors, LateReceived = statistics.Late };
        }
    }

    protected KernelDataPlane Plane { get; }

    protected L2tpSession Session { get; }

    protected abstract SessionCounters Carried { get; }

    public void RequireSequencing()
    {
        Session.SetLnsMode(true);
        Session.SetSendSequence(true);
    }

    public void SetSequencing(bool on) => Session.SetSendSequence(on);

    /// <summary>The session ends, as far as the kernel is concerned.</summary>
    public virtual void Dispose() => Plane.Releases.Post(Session.Dispose);
}
