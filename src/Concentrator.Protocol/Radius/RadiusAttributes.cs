using System.Collections.Immutable;
using System.Net;

namespace Concentrator.Protocol.Radius;

/// <summary>Every attribute we know, one row each, in the order of RFC 2865 section 5, RFC 2866 section 5 and RFC 2869 section 5.</summary>
public static class RadiusAttributes
{
    // Filled by the rows below; must stand above them.
    private static readonly RadiusDefinition?[] ByType = new RadiusDefinition?[byte.MaxValue + 1];

    // RFC 2865
    public static readonly RadiusDefinition<string> UserName = Row(1, "User-Name", RadiusFormats.Text);
    public static readonly RadiusDefinition<ImmutableArray<byte>> UserPassword = Row(2, "User-Password", RadiusFormats.Octets, secret: true);
    public static readonly RadiusDefinition<ImmutableArray<byte>> ChapPassword = Row(3, "CHAP-Password", RadiusFormats.Octets, secret: true);
    public static readonly RadiusDefinition<IPAddress> NasIpAddress = Row(4, "NAS-IP-Address", RadiusFormats.Address);
    public static readonly RadiusDefinition<uint> NasPort = Row(5, "NAS-Port", RadiusFormats.Integer);
    public static readonly RadiusDefinition<RadiusServiceType> ServiceType = Row(6, "Service-Type", RadiusFormats.Named<RadiusServiceType>());
    public static readonly RadiusDefinition<RadiusFramedProtocol> FramedProtocol = Row(7, "Framed-Protocol", RadiusFormats.Named<RadiusFramedProtocol>());
    public static readonly RadiusDefinition<IPAddress> FramedIpAddress = Row(8, "Framed-IP-Address", RadiusFormats.Address);
    public static readonly RadiusDefinition<IPAddress> FramedIpNetmask = Row(9, "Framed-IP-Netmask", RadiusFormats.Address);
    public static readonly RadiusDefinition<string> FilterId = Row(11, "Filter-Id", RadiusFormats.Text);
    public static readonly RadiusDefinition<uint> FramedMtu = Row(12, "Framed-MTU", RadiusFormats.Integer);
    public static readonly RadiusDefinition<string> ReplyMessage = Row(18, "Reply-Message", RadiusFormats.Text);
    public static readonly RadiusDefinition<string> FramedRoute = Row(22, "Framed-Route", RadiusFormats.Text);
    public static readonly RadiusDefinition<ImmutableArray<byte>> State = Row(24, "State", RadiusFormats.Octets);
    public static readonly RadiusDefinition<ImmutableArray<byte>> Class = Row(25, "Class", RadiusFormats.Octets);

    /// <summary>Vendors hide keys in theirs (RFC 2548), so it is masked as a whole.</summary>
    public static readonly RadiusDefinition<ImmutableArray<byte>> VendorSpecific = Row(26, "Vendor-Specific", RadiusFormats.Octets, secret: true);

    public static readonly RadiusDefinition<uint> SessionTimeout = Row(27, "Session-Timeout", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> IdleTimeout = Row(28, "Idle-Timeout", RadiusFormats.Integer);
    public static readonly RadiusDefinition<string> CalledStationId = Row(30, "Called-Station-Id", RadiusFormats.Text);
    public static readonly RadiusDefinition<string> CallingStationId = Row(31, "Calling-Station-Id", RadiusFormats.Text);
    public static readonly RadiusDefinition<string> NasIdentifier = Row(32, "NAS-Identifier", RadiusFormats.Text);
    public static readonly RadiusDefinition<ImmutableArray<byte>> ProxyState = Row(33, "Proxy-State", RadiusFormats.Octets);

    // RFC 2866
    public static readonly RadiusDefinition<RadiusAccountingStatus> AcctStatusType = Row(40, "Acct-Status-Type", RadiusFormats.Named<RadiusAccountingStatus>());
    public static readonly RadiusDefinition<uint> AcctDelayTime = Row(41, "Acct-Delay-Time", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> AcctInputOctets = Row(42, "Acct-Input-Octets", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> AcctOutputOctets = Row(43, "Acct-Output-Octets", RadiusFormats.Integer);
    public static readonly RadiusDefinition<string> AcctSessionId = Row(44, "Acct-Session-Id", RadiusFormats.Text);
    public static readonly RadiusDefinition<uint> AcctAuthentic = Row(45, "Acct-Authentic", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> AcctSessionTime = Row(46, "Acct-Session-Time", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> AcctInputPackets = Row(47, "Acct-Input-Packets", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> AcctOutputPackets = Row(48, "Acct-Output-Packets", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> AcctTerminateCause = Row(49, "Acct-Terminate-Cause", RadiusFormats.Integer);

    // RFC 2865, behind the range of RFC 2866
    public static readonly RadiusDefinition<ImmutableArray<byte>> ChapChallenge = Row(60, "CHAP-Challenge", RadiusFormats.Octets);
    public static readonly RadiusDefinition<uint> NasPortType = Row(61, "NAS-Port-Type", RadiusFormats.Integer);

    // RFC 2869
    public static readonly RadiusDefinition<uint> AcctInputGigawords = Row(52, "Acct-Input-Gigawords", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> AcctOutputGigawords = Row(53, "Acct-Output-Gigawords", RadiusFormats.Integer);
    public static readonly RadiusDefinition<uint> EventTimestamp = Row(55, "Event-Timestamp", RadiusFormats.Integer);
    public static readonly RadiusDefinition<ImmutableArray<byte>> MessageAuthenticator = Row(80, "Message-Authenticator", RadiusFormats.Octets);
    public static readonly RadiusDefinition<uint> AcctInterimInterval = Row(85, "Acct-Interim-Interval", RadiusFormats.Integer);
    public static readonly RadiusDefinition<string> NasPortId = Row(87, "NAS-Port-Id", RadiusFormats.Text);
    public static readonly RadiusDefinition<string> FramedPool = Row(88, "Framed-Pool", RadiusFormats.Text);

    /// <summary>The row of a type, null when it is none of ours.</summary>
    public static RadiusDefinition? Find(byte type) => ByType[type];

    private static RadiusDefinition<T> Row<T>(byte type, string name, RadiusFormat<T> format, bool secret = false)
    {
        var row = new RadiusDefinition<T>(type, name, format, secret);
        ByType[type] = row;
        return row;
    }
}

/// <summary>RFC 2865 section 5.6, the values that concern a PPP server.</summary>
public enum RadiusServiceType : uint
{
    Login = 1,
    Framed = 2,
}

/// <summary>RFC 2865 section 5.7.</summary>
public enum RadiusFramedProtocol : uint
{
    Ppp = 1,
}

/// <summary>RFC 2866 section 5.1.</summary>
public enum RadiusAccountingStatus : uint
{
    Start = 1,
    Stop = 2,
    InterimUpdate = 3,
    AccountingOn = 7,
    AccountingOff = 8,
}
