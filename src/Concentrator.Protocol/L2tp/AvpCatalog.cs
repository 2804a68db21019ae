using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// Every attribute we know, one row each, in the order of RFC 2661 section 4.4 and then of its companions. Meant for
/// <c>using static</c>, so that a message reads as the RFC writes it: <c>new Sccrq([HostName.Of("lac"), …])</c>.
/// </summary>
public static class AvpCatalog
{
    /// <summary>Messages that a peer without a Receive Window Size AVP takes (section 4.4.3).</summary>
    public const ushort DefaultReceiveWindowSize = 4;

    // Filled by the rows below; must stand above them.
    private static readonly AvpDefinition?[] ByType = new AvpDefinition?[99];

    // 4.4.1 AVPs applicable to all control messages
    public static readonly AvpDefinition<MessageType> MessageTypeAvp = Row(0, "Message Type", AvpFormats.MessageType, m: true, h: false);
    public static readonly AvpDefinition<ImmutableArray<byte>> RandomVector = Row(36, "Random Vector", AvpFormats.Bytes, m: true, h: false);

    // 4.4.2 Result and error codes
    public static readonly AvpDefinition<ResultCode> Result = Row(1, "Result Code", AvpFormats.ResultCode, m: true, h: false);

    // 4.4.3 Control connection management
    public static readonly AvpDefinition<ProtocolVersion> ProtocolVersion = Row(2, "Protocol Version", AvpFormats.ProtocolVersion, m: true, h: false);
    public static readonly AvpDefinition<FramingTypes> FramingCapabilities = Row(3, "Framing Capabilities", AvpFormats.FramingTypes, m: true, h: true);
    public static readonly AvpDefinition<BearerTypes> BearerCapabilities = Row(4, "Bearer Capabilities", AvpFormats.BearerTypes, m: true, h: true);
    public static readonly AvpDefinition<ulong> TieBreaker = Row(5, "Tie Breaker", AvpFormats.UInt64, m: false, h: false);
    public static readonly AvpDefinition<ushort> FirmwareRevision = Row(6, "Firmware Revision", AvpFormats.UInt16, m: false, h: true);
    public static readonly AvpDefinition<string> HostName = Row(7, "Host Name", AvpFormats.Text, m: true, h: false, accepts: name => name.Length > 0);
    public static readonly AvpDefinition<string> VendorName = Row(8, "Vendor Name", AvpFormats.Text, m: false, h: true);
    public static readonly AvpDefinition<ushort> AssignedTunnelId = Row(9, "Assigned Tunnel ID", AvpFormats.UInt16, m: true, h: true, accepts: id => id != 0);
    public static readonly AvpDefinition<ushort> ReceiveWindowSize = Row(10, "Receive Window Size", AvpFormats.UInt16, m: true, h: false, accepts: size => size != 0);
    public static readonly AvpDefinition<ImmutableArray<byte>> Challenge = Row(11, "Challenge", AvpFormats.Bytes, m: true, h: true, accepts: octets => octets.Length > 0);
    public static readonly AvpDefinition<ImmutableArray<byte>> ChallengeResponse = Row(13, "Challenge Response", AvpFormats.Digest, m: true, h: true, secret: true);

    // 4.4.4 Call management
    public static readonly AvpDefinition<Q931Cause> Q931Cause = Row(12, "Q.931 Cause Code", AvpFormats.Q931Cause, m: true, h: false);
    public static readonly AvpDefinition<ushort> AssignedSessionId = Row(14, "Assigned Session ID", AvpFormats.UInt16, m: true, h: true, accepts: id => id != 0);
    public static readonly AvpDefinition<uint> CallSerialNumber = Row(15, "Call Serial Number", AvpFormats.UInt32, m: true, h: true);
    public static readonly AvpDefinition<uint> MinimumBps = Row(16, "Minimum BPS", AvpFormats.UInt32, m: true, h: true);
    public static readonly AvpDefinition<uint> MaximumBps = Row(17, "Maximum BPS", AvpFormats.UInt32, m: true, h: true);
    public static readonly AvpDefinition<BearerTypes> BearerType = Row(18, "Bearer Type", AvpFormats.BearerTypes, m: true, h: true);
    public static readonly AvpDefinition<FramingTypes> FramingType = Row(19, "Framing Type", AvpFormats.FramingTypes, m: true, h: true);
    public static readonly AvpDefinition<string> CalledNumber = Row(21, "Called Number", AvpFormats.Text, m: true, h: true);
    public static readonly AvpDefinition<string> CallingNumber = Row(22, "Calling Number", AvpFormats.Text, m: true, h: true);
    public static readonly AvpDefinition<string> SubAddress = Row(23, "Sub-Address", AvpFormats.Text, m: true, h: true);
    public static readonly AvpDefinition<uint> TxConnectSpeed = Row(24, "(Tx) Connect Speed", AvpFormats.UInt32, m: true, h: true);
    public static readonly AvpDefinition<uint> RxConnectSpeed = Row(38, "Rx Connect Speed", AvpFormats.UInt32, m: false, h: true);
    public static readonly AvpDefinition<uint> PhysicalChannelId = Row(25, "Physical Channel ID", AvpFormats.UInt32, m: false, h: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> PrivateGroupId = Row(37, "Private Group ID", AvpFormats.Bytes, m: false, h: true);
    public static readonly AvpDefinition<Empty> SequencingRequired = Row(39, "Sequencing Required", AvpFormats.Empty, m: true, h: false);

    // 4.4.5 Proxy LCP and authentication: a subscriber's name and password, so hidden even by who hides nothing else
    public static readonly AvpDefinition<ImmutableArray<byte>> InitialReceivedLcpConfReq = Row(26, "Initial Received LCP CONFREQ", AvpFormats.Bytes, m: false, h: true, hidden: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> LastSentLcpConfReq = Row(27, "Last Sent LCP CONFREQ", AvpFormats.Bytes, m: false, h: true, hidden: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> LastReceivedLcpConfReq = Row(28, "Last Received LCP CONFREQ", AvpFormats.Bytes, m: false, h: true, hidden: true);
    public static readonly AvpDefinition<ProxyAuthenType> ProxyAuthenType = Row(29, "Proxy Authen Type", AvpFormats.ProxyAuthenType, m: false, h: true, hidden: true);
    public static readonly AvpDefinition<string> ProxyAuthenName = Row(30, "Proxy Authen Name", AvpFormats.Text, m: false, h: true, hidden: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> ProxyAuthenChallenge = Row(31, "Proxy Authen Challenge", AvpFormats.Bytes, m: false, h: true, hidden: true);
    public static readonly AvpDefinition<byte> ProxyAuthenId = Row(32, "Proxy Authen ID", AvpFormats.ReservedThenByte, m: false, h: true, hidden: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> ProxyAuthenResponse = Row(33, "Proxy Authen Response", AvpFormats.Bytes, m: false, h: true, hidden: true, secret: true);

    // 4.4.6 Call status
    public static readonly AvpDefinition<CallErrors> CallErrors = Row(34, "Call Errors", AvpFormats.CallErrors, m: true, h: true);
    public static readonly AvpDefinition<Accm> Accm = Row(35, "ACCM", AvpFormats.Accm, m: true, h: true);

    // RFC 3301: calls over ATM. The RFC also sends the numbers of such calls without the M bit.
    public static readonly AvpDefinition<uint> RxMinimumBps = Row(40, "Rx Minimum BPS", AvpFormats.UInt32, m: false, h: true);
    public static readonly AvpDefinition<uint> RxMaximumBps = Row(41, "Rx Maximum BPS", AvpFormats.UInt32, m: false, h: true);
    public static readonly AvpDefinition<ServiceCategory> ServiceCategory = Row(42, "Service Category", AvpFormats.ServiceCategory, m: false, h: true);
    public static readonly AvpDefinition<string> ServiceName = Row(43, "Service Name", AvpFormats.Text, m: false, h: true, accepts: name => name.Length > 0);
    public static readonly AvpDefinition<ImmutableArray<byte>> CallingSubAddress = Row(44, "Calling Sub-Address", AvpFormats.Nsap, m: false, h: true);
    public static readonly AvpDefinition<VirtualChannel> VirtualChannel = Row(45, "VPI/VCI identifier", AvpFormats.VirtualChannel, m: false, h: true);

    // RFC 3145
    public static readonly AvpDefinition<PppDisconnectCause> PppDisconnectCause = Row(46, "PPP Disconnect Cause Code", AvpFormats.PppDisconnectCause, m: false, h: true);

    // RFC 3308: differentiated services
    public static readonly AvpDefinition<PhbCode> ControlConnectionDs = Row(47, "Control Connection DS", AvpFormats.PhbCode, m: false, h: true);
    public static readonly AvpDefinition<PhbCode> SessionDs = Row(48, "Session DS", AvpFormats.PhbCode, m: false, h: true);

    // RFC 3437: what LAC and LNS tell each other of LCP
    public static readonly AvpDefinition<ImmutableArray<byte>> LcpWantOptions = Row(49, "LCP Want Options", AvpFormats.LcpOptions, m: false, h: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> LcpAllowOptions = Row(50, "LCP Allow Options", AvpFormats.LcpOptions, m: false, h: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> LnsLastSentLcpConfReq = Row(51, "LNS Last Sent LCP Confreq", AvpFormats.LcpOptions, m: false, h: true);
    public static readonly AvpDefinition<ImmutableArray<byte>> LnsLastReceivedLcpConfReq = Row(52, "LNS Last Received LCP Confreq", AvpFormats.LcpOptions, m: false, h: true);

    // RFC 3573: modem on hold
    public static readonly AvpDefinition<Empty> ModemOnHoldCapable = Row(53, "Modem On-Hold Capable", AvpFormats.Empty, m: false, h: true);
    public static readonly AvpDefinition<ModemOnHold> ModemOnHoldStatus = Row(54, "Modem On-Hold Status", AvpFormats.ModemOnHold, m: false, h: true);

    // RFC 4951: failover
    public static readonly AvpDefinition<FailoverCapability> FailoverCapability = Row(76, "Failover Capability", AvpFormats.FailoverCapability, m: false, h: true);
    public static readonly AvpDefinition<TunnelRecovery> TunnelRecovery = Row(77, "Tunnel Recovery", AvpFormats.TunnelRecovery, m: true, h: false);
    public static readonly AvpDefinition<SuggestedControlSequence> SuggestedControlSequence = Row(78, "Suggested Control Sequence", AvpFormats.SuggestedControlSequence, m: false, h: true);
    public static readonly AvpDefinition<FailoverSessionState> FailoverSessionState = Row(79, "Failover Session State", AvpFormats.FailoverSessionState, m: true, h: true);

    // RFC 5515 section 6; the access line's own attributes are those of a vendor, see AccessLineAvps
    public static readonly AvpDefinition<ConnectSpeedUpdate> ConnectSpeedUpdate = Row(97, "Connect Speed Update", AvpFormats.ConnectSpeedUpdate, m: false, h: true);
    public static readonly AvpDefinition<Empty> ConnectSpeedUpdateEnable = Row(98, "Connect Speed Update Enable", AvpFormats.Empty, m: false, h: true);

    /// <summary>The row of an attribute, null when it is none of ours: another vendor's type 7 is no Host Name.</summary>
    public static AvpDefinition? Find(ushort vendor, ushort type) => vendor switch
    {
        0 when type < ByType.Length => ByType[type],
        AccessLineAvps.Vendor => AccessLineAvps.Find(type),
        _ => null,
    };

    private static AvpDefinition<T> Row<T>(ushort type, string name, AvpFormat<T> format, bool m, bool h, bool secret = false, Func<T, bool>? accepts = null,
        bool hidden = false)
    {
        var row = new AvpDefinition<T>(Vendor: 0, type, name, format, IsMandatory: m, MayBeHidden: h, secret, hidden, accepts);
        ByType[type] = row;
        return row;
    }
}
