using System.Buffers.Binary;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux;
using Concentrator.Linux.L2tp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Kernel;

/// <summary>A session's half in the kernel: the session, its PPP channel, and the interface that it is connected to once its network is up.</summary>
internal sealed class KernelLink : KernelHalf
{
    /// <summary>Below it are network layers and what negotiates them, which pass through the interface; the others are the channel's.</summary>
    private const ushort FirstLinkProtocol = 0xc000;

    private readonly KernelTunnelPath _tunnel;
    private readonly SessionPath _session;
    private readonly SessionId _peer;
    private readonly PppChannel _channel;
    private readonly IDisposable _channelWatch;
    private KernelInterface? _interface;
    private long _received, _receivedBytes, _sent, _sentBytes, _throughInterface;
    private SessionCounters _past;

    /// <exception cref="LinuxException">The kernel does not take the session.</exception>
    public KernelLink(KernelTunnelPath tunnel, KernelTunnel kernel, SessionPath session, SessionId peer, SessionPathOptions options)
        : base(tunnel, kernel, session, peer, options)
    {
        (_tunnel, _session, _peer) = (tunnel, session, peer);
        try
        {
            _channel = Session.OpenChannel();
            _channelWatch = Plane.Frames.Watch(_channel, OnChannelFrame);
        }
        catch
        {
            _channel?.Dispose();
            Session.Dispose();
            throw;
        }
    }

    public override string? Interface => _interface?.Name;

    /// <summary>The channel's frames, and the interface's packets.</summary>
    protected override SessionCounters Carried
    {
        get
        {
            var link = _interface?.Statistics ?? default;
            return _past.Plus(new SessionCounters(
                Interlocked.Read(ref _received) + link.ReceivedPackets, Interlocked.Read(ref _receivedBytes) + link.ReceivedBytes,
                Interlocked.Read(ref _sent) + link.SentPackets, Interlocked.Read(ref _sentBytes) + link.SentBytes, Dropped: 0, LostReceived: 0, LateReceived: 0)
            {
                ControlFrames = Interlocked.Read(ref _received) + Interlocked.Read(ref _sent) + Interlocked.Read(ref _throughInterface),
            });
        }
    }

    /// <summary>Sends a frame; false when the kernel did not take it.</summary>
    public bool Send(ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (packet.Length > UdpReceiver.MaxDatagram - SessionPath.Headroom)
            return _session.Drop(DropReason.TooBig);
        Span<byte> frame = stackalloc byte[sizeof(ushort) + packet.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, protocol);
        packet.CopyTo(frame[sizeof(ushort)..]);
        _session.ShowFrame(TapDirection.Sent, _peer, protocol, packet);
        if (protocol < FirstLinkProtocol && _interface is { } link)
        {
            Interlocked.Increment(ref _throughInterface);
            return link.Unit.Write(frame) || _session.Drop(DropReason.SendFailed);
        }

        Interlocked.Increment(ref _sent);
        Interlocked.Add(ref _sentBytes, packet.Length);
        return _channel.Write(frame) || _session.Drop(DropReason.SendFailed);
    }

    /// <summary>Payload passes through an interface that somebody else owns and configures.</summary>
    /// <exception cref="LinuxException">The interface is gone.</exception>
    public void AttachTo(PppPort port, SubscriberAddresses addresses, PppLinkOptions options)
    {
        if (_interface?.Unit != port.Unit)
        {
            Detach();
            Connect(new KernelInterface(Plane, port, isOwned: false));
        }

        _interface!.Forward(addresses, options);
    }

    /// <summary>Payload passes through an interface of the session's own, with its addresses.</summary>
    /// <exception cref="LinuxException">The kernel refuses the interface, or its address.</exception>
    public void AttachToOwn(SubscriberAddresses addresses, PppLinkOptions options)
    {
        if (_interface is null)
        {
            var unit = Plane.Retried(() => new PppUnit($"ppp{_tunnel.Id.Value}-{_session.Id.Value}", Plane.Links));
            Connect(new KernelInterface(Plane, new PppPort(unit, Plane), isOwned: true));
        }

        _interface!.Forward(addresses, options);
        _interface.Configure(addresses, options);
    }

    /// <summary>Every frame is the channel's again.</summary>
    public void Detach()
    {
        if (_interface is not { } link)
            return;
        // What the channel has counted stays counted there.
        var statistics = link.Statistics;
        _interface = null;
        _past = _past.Plus(new SessionCounters(statistics.ReceivedPackets, statistics.ReceivedBytes, statistics.SentPackets, statistics.SentBytes, 0, 0, 0));
        _channel.TryDisconnect();
        link.Dispose();
    }

    /// <summary>The session ends, as far as the kernel is concerned.</summary>
    public override void Dispose()
    {
        _channelWatch.Dispose();
        Detach();
        Plane.Releases.Post(_channel.Dispose);
        base.Dispose();
    }

    private void Connect(KernelInterface link)
    {
        try
        {
            _channel.Connect(link.Unit);
            link.Watch(OnInterfaceFrame);
        }
        catch
        {
            link.Dispose();
            throw;
        }

        _interface = link;
    }

    private void OnChannelFrame(ushort protocol, ReadOnlySpan<byte> packet)
    {
        Interlocked.Increment(ref _received);
        Interlocked.Add(ref _receivedBytes, packet.Length);
        OnFrame(protocol, packet);
    }

    private void OnInterfaceFrame(ushort protocol, ReadOnlySpan<byte> packet)
    {
        Interlocked.Increment(ref _throughInterface);
        OnFrame(protocol, packet);
    }

    private void OnFrame(ushort protocol, ReadOnlySpan<byte> packet)
    {
        _session.ShowFrame(TapDirection.Received, _peer, protocol, packet);
        // Payload that came before there was an interface for it.
        var reason = protocol is PppProtocol.Ipv4 or PppProtocol.Ipv6 ? DropReason.NotAttached : _session.Offer(protocol, packet);
        if (reason != DropReason.None)
            _session.Drop(reason);
    }
}
