using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Network;

/// <summary>
/// <see cref="IHostNetwork"/> by rtnetlink(7), in the network namespace of the thread that makes it.
/// </summary>
public sealed class Rtnetlink : IHostNetwork, IDisposable
{
    // struct ifinfomsg, ifaddrmsg and rtmsg: the fixed parts.
    private const int LinkSize = 16, RouteSize = 12;

    private const int Up = 1;

    /// <summary>A value of rp_filter.</summary>
    private const int Strict = 1;

    // Nobody else is on the link, and an IPv6 address under detection cannot be used yet.
    private const byte NoDuplicateDetection = 2;

    private const byte MainTable = 254, ProtocolStatic = 4, TypeUnicast = 1, ScopeUniverse = 0, ScopeLink = 253, ScopeNowhere = 255;

    private readonly NetlinkSocket _netlink = new(NetlinkSocket.Route);

    /// <summary>The links, addresses and routes of a network namespace.</summary>
    /// <exception cref="LinuxException">There is no such namespace, or it must not be entered.</exception>
    public static Rtnetlink In(string @namespace) => NetworkNamespaces.Run(@namespace, () => new Rtnetlink());

    public void SetLink(string link, bool up, int? mtu = null)
    {
        var attempt = $"set link {link} {(up ? "up" : "down")}{(mtu is null ? "" : $" mtu {mtu}")}";
        var message = new NetlinkMessage(NetlinkType.NewLink, NetlinkFlags.Acknowledge)
            .Fixed(0).Fixed(0).Fixed(up ? Up : 0).Fixed(Up)
            .Attribute(LinkAttribute.Name, link);
        if (mtu is { } octets)
            message.Attribute(LinkAttribute.Mtu, octets);
        _netlink.Change(message, attempt);
    }

    /// <summary>Gives a link that is down another name, which may hold one %d for the first free number; gives what became of that.</summary>
    public string Rename(string link, string name)
    {
        var index = IndexOf(link);
        _netlink.Change(
            new NetlinkMessage(NetlinkType.NewLink, NetlinkFlags.Acknowledge).Fixed(0).Fixed(index).Fixed(0).Fixed(0).Attribute(LinkAttribute.Name, name),
            $"rename link {link} to {name}");
        return Link(index).Text(LinkAttribute.Name)!;
    }

    /// <summary>From now on IPv4 packets are taken in through the link only if an answer would leave by it (RFC 3704's strict reverse path).</summary>
    public void CheckSources(string link) => _netlink.Change(
        new NetlinkMessage(NetlinkType.NewLink, NetlinkFlags.Acknowledge).Fixed(0).Fixed(IndexOf(link)).Fixed(0).Fixed(0)
            .Nested(LinkAttribute.FamilySpecific, families => families
                .Nested(Libc.FamilyInet, inet => inet
                    .Nested(LinkAttribute.InetSettings, settings => settings.Attribute(LinkAttribute.ReversePathFilter, Strict)))),
        $"check source addresses on link {link}");

    /// <summary>What a link has carried since it was made.</summary>
    /// <exception cref="LinuxException">There is no such link.</exception>
    public LinkStatistics Statistics(string link)
    {
        // struct rtnl_link_stats64 begins with packets and octets, received before transmitted.
        var attempt = $"read the counters of link {link}";
        return Find(link).TryGet(LinkAttribute.Statistics, out var numbers) && numbers.Length >= 4 * sizeof(long)
            ? new LinkStatistics(
                BitConverter.ToInt64(numbers), BitConverter.ToInt64(numbers[16..]), BitConverter.ToInt64(numbers[8..]), BitConverter.ToInt64(numbers[24..]))
            : throw new LinuxException(attempt, Errno.NoEntry);
    }

    public void AddAddress(string link, LinkAddress address) => _netlink.Change(
        AddressMessage(NetlinkType.NewAddress, NetlinkFlags.Create | NetlinkFlags.Replace, link, address), $"add address {address} to {link}", Errno.Exists);

    public void RemoveAddress(string link, LinkAddress address) => _netlink.Change(
        AddressMessage(NetlinkType.DeleteAddress, NetlinkFlags.None, link, address), $"remove address {address} from {link}", Errno.AddressNotAvailable);

    public void ReplaceRoute(Route route) => _netlink.Change(
        RouteMessage(NetlinkType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Replace, route), $"add route {route}");

    public void RemoveRoute(Route route) => _netlink.Change(
        RouteMessage(NetlinkType.DeleteRoute, NetlinkFlags.None, route), $"remove route {route}", Errno.NoProcess, Errno.NoEntry);

    public RouteLookup LookUp(IPAddress destination)
    {
        var attempt = $"look up the route to {destination}";
        var bits = (byte)(destination.GetAddressBytes().Length * 8);
        var reply = _netlink.Ask(
            new NetlinkMessage(NetlinkType.GetRoute, NetlinkFlags.None)
                .Fixed(FamilyOf(destination), bits, 0, 0, 0, 0, 0, 0).Fixed(0)
                .Attribute(RouteAttribute.Destination, destination),
            attempt,
            RouteSize);
        var link = Link(reply.Number(RouteAttribute.Link) ?? throw new LinuxException(attempt, Errno.NoDevice));
        return new RouteLookup(
            link.Text(LinkAttribute.Name)!, GatewayOf(reply), reply.Address(RouteAttribute.PreferredSource),
            PathMtuOf(reply) ?? link.Number(LinkAttribute.Mtu) ?? 0);
    }

    public void Dispose() => _netlink.Dispose();

    private static byte FamilyOf(IPAddress address) =>
        (byte)(address.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.FamilyInet6 : Libc.FamilyInet);

    private NetlinkReply Link(int index) => _netlink.Ask(
        new NetlinkMessage(NetlinkType.GetLink, NetlinkFlags.None).Fixed(0).Fixed(index).Fixed(0).Fixed(0), $"read link {index}", LinkSize);

    private int IndexOf(string link) => BitConverter.ToInt32(Find(link).Fixed[4..]);

    private NetlinkReply Find(string link) => _netlink.Ask(
        new NetlinkMessage(NetlinkType.GetLink, NetlinkFlags.None).Fixed(0).Fixed(0).Fixed(0).Fixed(0).Attribute(LinkAttribute.Name, link),
        $"find link {link}",
        LinkSize);

    private NetlinkMessage AddressMessage(NetlinkType type, NetlinkFlags flags, string link, LinkAddress address) =>
        new NetlinkMessage(type, flags | NetlinkFlags.Acknowledge)
            .Fixed(FamilyOf(address.Local), (byte)address.PrefixLength, NoDuplicateDetection, ScopeUniverse).Fixed(IndexOf(link))
            .Attribute(AddressAttribute.Local, address.Local)
            .Attribute(AddressAttribute.Address, address.Peer ?? address.Local);

    private NetlinkMessage RouteMessage(NetlinkType type, NetlinkFlags flags, Route route)
    {
        var network = route.Destination.BaseAddress;
        // When removing, "nowhere" matches a route of any scope.
        var scope = type == NetlinkType.DeleteRoute ? ScopeNowhere : route.Gateway is null ? ScopeLink : ScopeUniverse;
        var message = new NetlinkMessage(type, flags | NetlinkFlags.Acknowledge)
            .Fixed(FamilyOf(network), (byte)route.Destination.PrefixLength, 0, 0, MainTable, ProtocolStatic, scope, TypeUnicast).Fixed(0);
        if (route.Destination.PrefixLength > 0)
            message.Attribute(RouteAttribute.Destination, network);
        if (route.Link is { } link)
            message.Attribute(RouteAttribute.Link, IndexOf(link));
        if (route.Gateway is { } gateway && gateway.AddressFamily == network.AddressFamily)
            message.Attribute(RouteAttribute.Gateway, gateway);
        else if (route.Gateway is { } via)
            message.Attribute(RouteAttribute.Via, [FamilyOf(via), 0, .. via.GetAddressBytes()]);
        if (route.PreferredSource is { } source)
            message.Attribute(RouteAttribute.PreferredSource, source);
        if (route.Metric != 0)
            message.Attribute(RouteAttribute.Priority, route.Metric);
        return message;
    }

    /// <summary>RTA_GATEWAY, or RTA_VIA (family, address) when the gateway is of the other family.</summary>
    private static IPAddress? GatewayOf(NetlinkReply route) =>
        route.TryGet(RouteAttribute.Via, out var via) && via.Length is 6 or 18 ? new IPAddress(via[2..]) : route.Address(RouteAttribute.Gateway);

    private static int? PathMtuOf(NetlinkReply route) =>
        route.TryGet(RouteAttribute.Metrics, out var metrics)
        && NetlinkReply.TryGet(metrics, RouteAttribute.MetricMtu, out var mtu)
        && mtu.Length == sizeof(int)
            ? BitConverter.ToInt32(mtu)
            : null;

    private static class LinkAttribute
    {
        public const ushort Name = 3, Mtu = 4, Statistics = 23, FamilySpecific = 26;

        // Of the family AF_INET: its settings, which are numbered as in net.ipv4.conf (linux/ip.h).
        public const ushort InetSettings = 1, ReversePathFilter = 8;
    }

    private static class AddressAttribute
    {
        public const ushort Address = 1, Local = 2;
    }

    private static class RouteAttribute
    {
        public const ushort Destination = 1, Link = 4, Gateway = 5, Priority = 6, PreferredSource = 7, Metrics = 8, Via = 18, MetricMtu = 2;
    }
}
