using System.Collections.Immutable;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tables;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Paths;

/// <summary>IP packets pass between the peer and a TUN device; all other protocols go to the sink, which may have to reject them.</summary>
internal sealed class TunAttachment : Attachment
{
    private readonly TunPort _port;
    private readonly bool _checkSource, _ipv4, _ipv6;

    /// <summary>Copies, since each object that a packet asks is one more to be fetched from memory, of as many subscribers as there are.</summary>
    private readonly int _clampToMtu;
    private readonly UInt128 _network, _mask;

    public TunAttachment(SessionPath session, TunPort port, SubscriberAddresses addresses, PppLinkOptions options)
    {
        (Session, _port, _checkSource, _clampToMtu) = (session, port, addresses.CheckSource, options.ClampToMtu);
        (PeerMru, CompressAddressControl, CompressProtocol) = (options.PeerMru, options.CompressAddressControl, options.CompressProtocol);
        (_ipv4, _ipv6) = (addresses.Ipv4, addresses.Ipv6);
        Networks = [.. addresses.Networks.Select(Prefix.From)];
        if (!Networks.IsEmpty)
            (_network, _mask) = (Networks[0].Address, Networks[0].Mask);
        port.Enter(this);
    }

    public SessionPath Session { get; }

    /// <inheritdoc cref="PppLinkOptions.PeerMru"/>
    public int PeerMru { get; }

    /// <inheritdoc cref="PppLinkOptions.CompressAddressControl"/>
    public bool CompressAddressControl { get; }

    /// <inheritdoc cref="PppLinkOptions.CompressProtocol"/>
    public bool CompressProtocol { get; }

    public ImmutableArray<Prefix> Networks { get; }

    public override DropReason Deliver(in ReceivedFrame frame)
    {
        if (frame.Protocol is not (PppProtocol.Ipv4 or PppProtocol.Ipv6))
            return Session.Offer(frame.Protocol, frame.Packet);
        if (!IpPacket.TryParse(frame.Packet, out var packet) || packet.IsIpv4 != (frame.Protocol == PppProtocol.Ipv4))
            return DropReason.MalformedPacket;
        if (!Carries(packet))
            return DropReason.NetworkNotOpen;
        if (_checkSource && !IsOurs(packet.Source))
            return DropReason.BadSourceAddress;

        var buffer = frame.WithRoom(packet.Length, out var room);
        ClampMss(buffer[room..]);
        return _port.Write(Session, buffer, room, packet);
    }

    public bool Carries(in IpPacket packet) => packet.IsIpv4 ? _ipv4 : _ipv6;

    public override void Leave() => _port.Leave(this);

    public void ClampMss(Span<byte> packet)
    {
        if (_clampToMtu > 0)
            TcpMss.Clamp(packet, _clampToMtu);
    }

    private bool IsOurs(UInt128 source)
    {
        if (((source ^ _network) & _mask) == UInt128.Zero)
            return !Networks.IsEmpty;
        foreach (var network in Networks)
        {
            if (network.Contains(source))
                return true;
        }

        return false;
    }
}
