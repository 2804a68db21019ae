using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux;
using Concentrator.Linux.Polling;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Kernel;

/// <summary>
/// A session that the kernel forwards, from the moment that both of its ids are known: before its first frame, since the kernel counts Ns from 0. Where
/// the kernel refuses, and for what else is attached to it, it is served in user space.
/// </summary>
internal sealed class KernelSessionPath : ISessionPath, IUserSpaceSession
{
    private readonly KernelTunnelPath _tunnel;
    private readonly SessionPath _inner;
    private readonly SessionPathOptions _options;
    private readonly Lock _changing = new();
    private volatile KernelHalf? _kernel;
    private SessionId _peer;
    private bool _isLeftToUserSpace;
    private SessionCounters _past;

    public KernelSessionPath(KernelTunnelPath tunnel, SessionPath inner, SessionPathOptions options, SessionId peer)
    {
        (_tunnel, _inner, _options) = (tunnel, inner, options);
        Assign(peer);
    }

    public bool IsInKernel => _kernel is not null;

    public string? Interface => _kernel?.Interface;

    public SessionCounters Counters
    {
        get
        {
            lock (_changing)
                return _inner.Counters.Plus(_kernel?.Counters ?? _past);
        }
    }

    public IPacketTap? Tap
    {
        get => _inner.Tap;
        set => _inner.Tap = value;
    }

    public bool IsSequencing => _kernel?.IsSequencing ?? _inner.IsSequencing;

    public bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet) => Link is { } link ? link.Send(protocol, packet) : _inner.SendPpp(protocol, packet);

    public void AssignPeer(SessionId peer)
    {
        _inner.AssignPeer(peer);
        Assign(peer);
    }

    public void RequireSequencing()
    {
        _inner.RequireSequencing();
        _kernel?.RequireSequencing();
    }

    public bool SetSequencing(bool on)
    {
        if (!_inner.SetSequencing(on))
            return false;
        _kernel?.SetSequencing(on);
        return true;
    }

    public void PppFrameHandled() => _inner.PppFrameHandled();

    /// <exception cref="LinuxException">The kernel refuses the interface, or its address.</exception>
    public void AttachTun(ITunPort tun, SubscriberAddresses addresses, PppLinkOptions options)
    {
        lock (_changing)
        {
            if (Link is not { } link)
                _inner.AttachTun(tun, addresses, options);
            else if (tun is PppPort port)
                link.AttachTo(port, addresses, options);
            else
                link.AttachToOwn(addresses, options);
        }
    }

    public IPtyLine AttachPty(IPtyPort pty, PtyLinkOptions options) => InUserSpace().AttachPty(pty, options);

    public IPollable? HandOver(string @interface)
    {
        lock (_changing)
        {
            if (_options.Kernel is KernelUse.Child)
                TryBegin(kernel => new KernelChild(_tunnel, kernel, _inner, _peer, _options, @interface));
            return (_kernel as KernelChild)?.Socket;
        }
    }

    public void AttachPppoe(IPppoePath host) => InUserSpace().AttachPppoe(host);

    public void Join(ISessionPath other) => InUserSpace().Join(other);

    public void Detach()
    {
        lock (_changing)
        {
            Link?.Detach();
            _inner.Detach();
        }
    }

    public void Withdraw()
    {
        InUserSpace();
        _inner.Withdraw();
    }

    SessionPath IUserSpaceSession.InUserSpace() => InUserSpace();

    private SessionPath InUserSpace()
    {
        lock (_changing)
        {
            _isLeftToUserSpace = true;
            if (_kernel is { } kernel)
            {
                _kernel = null;
                _past = kernel.Counters;
                kernel.Dispose();
                _tunnel.SessionEnded();
            }
        }

        return _inner;
    }

    private KernelLink? Link => _kernel as KernelLink;

    private void Assign(SessionId peer)
    {
        lock (_changing)
        {
            _peer = peer;
            if (_options.Kernel is KernelUse.Interface)
                TryBegin(kernel => new KernelLink(_tunnel, kernel, _inner, peer, _options));
        }
    }

    /// <summary>Once, when both ids are known.</summary>
    private void TryBegin(Func<KernelTunnel, KernelHalf> make)
    {
        if (_isLeftToUserSpace || _kernel is not null || _peer == SessionId.Unassigned)
            return;
        _isLeftToUserSpace = true;
        try
        {
            if (_tunnel.BeginSession(_options.Dscp) is { } kernel)
                _kernel = MakeIn(kernel, make);
        }
        catch (LinuxException failure)
        {
            _tunnel.Plane.Refused(failure);
        }
    }

    private KernelHalf MakeIn(KernelTunnel kernel, Func<KernelTunnel, KernelHalf> make)
    {
        try
        {
            return make(kernel);
        }
        catch
        {
            _tunnel.SessionEnded();
            throw;
        }
    }
}
