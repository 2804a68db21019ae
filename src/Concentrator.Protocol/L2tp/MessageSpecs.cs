using System.Collections.Frozen;
using System.Collections.Immutable;
using Concentrator.Protocol.L2tp.Messages;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// Which AVPs each message carries, one row each, in the order of RFC 2661 section 6 and then of its companions. Message Type and Random Vector, which
/// all may carry, are not listed. "Should" is a MUST of the RFC that we do not insist on; the row says why.
/// </summary>
public static class MessageSpecs
{
    public static readonly FrozenDictionary<MessageType, MessageSpec> All = new[]
    {
        // Control connection management
        Row(MessageType.Sccrq, "6.1", avps => new Sccrq(avps))
            .Must(AvpCatalog.ProtocolVersion, HostName, FramingCapabilities, AssignedTunnelId)
            .May(BearerCapabilities, ReceiveWindowSize, Challenge, TieBreaker, FirmwareRevision, VendorName,
                ControlConnectionDs, ModemOnHoldCapable, AvpCatalog.FailoverCapability, AvpCatalog.TunnelRecovery),
        Row(MessageType.Sccrp, "6.2", avps => new Sccrp(avps))
            .Must(AvpCatalog.ProtocolVersion, FramingCapabilities, HostName, AssignedTunnelId)
            .May(BearerCapabilities, FirmwareRevision, VendorName, ReceiveWindowSize, Challenge, ChallengeResponse,
                ControlConnectionDs, ModemOnHoldCapable, AvpCatalog.FailoverCapability, AvpCatalog.SuggestedControlSequence),
        Row(MessageType.Scccn, "6.3", avps => new Scccn(avps))
            .May(ChallengeResponse),
        Row(MessageType.StopCcn, "6.4", avps => new StopCcn(avps))
            .Should(AssignedTunnelId, Result) // a peer that gives up early may have assigned no id
            .Final(),
        Row(MessageType.Hello, "6.5", avps => new Hello(avps)),

        // Call management
        Row(MessageType.Icrq, "6.6", avps => new Icrq(avps))
            .Must(AssignedSessionId)
            .Should(CallSerialNumber) // a reference for administrators
            .May(BearerType, PhysicalChannelId, CallingNumber, CalledNumber, SubAddress, SessionDs,
                AvpCatalog.ServiceCategory, ServiceName, CallingSubAddress, AvpCatalog.VirtualChannel, ConnectSpeedUpdateEnable)
            .May(AccessLineAvps.All),
        Row(MessageType.Icrp, "6.7", avps => new Icrp(avps))
            .Must(AssignedSessionId)
            .May(SessionDs),
        Row(MessageType.Iccn, "6.8", avps => new Iccn(avps))
            .Should(TxConnectSpeed, FramingType) // some Cisco LACs send neither
            .May(InitialReceivedLcpConfReq, LastSentLcpConfReq, LastReceivedLcpConfReq,
                AvpCatalog.ProxyAuthenType, ProxyAuthenName, ProxyAuthenChallenge, ProxyAuthenId, ProxyAuthenResponse,
                PrivateGroupId, RxConnectSpeed, SequencingRequired, LcpWantOptions, LcpAllowOptions),
        Row(MessageType.Ocrq, "6.9", avps => new Ocrq(avps))
            .Must(AssignedSessionId, MinimumBps, MaximumBps, BearerType, FramingType, CalledNumber)
            .Should(CallSerialNumber) // as in ICRQ
            .May(SubAddress, SessionDs, RxMinimumBps, RxMaximumBps, AvpCatalog.ServiceCategory, ServiceName),
        Row(MessageType.Ocrp, "6.10", avps => new Ocrp(avps))
            .Must(AssignedSessionId)
            .May(PhysicalChannelId, SessionDs, AvpCatalog.VirtualChannel),
        Row(MessageType.Occn, "6.11", avps => new Occn(avps))
            .Should(TxConnectSpeed, FramingType) // as in ICCN
            .May(RxConnectSpeed, SequencingRequired, LcpWantOptions, LcpAllowOptions),
        Row(MessageType.Cdn, "6.12", avps => new Cdn(avps))
            .Should(Result, AssignedSessionId) // the header names the call
            .May(AvpCatalog.Q931Cause, AvpCatalog.PppDisconnectCause)
            .Several(AvpCatalog.PppDisconnectCause) // one for each network protocol
            .Final(),

        // Error reporting and PPP session control: no call is worth ending for a report that reports nothing
        Row(MessageType.Wen, "6.13", avps => new Wen(avps))
            .Should(AvpCatalog.CallErrors),
        Row(MessageType.Sli, "6.14", avps => new Sli(avps))
            .Should(AvpCatalog.Accm)
            .May(LnsLastSentLcpConfReq, LnsLastReceivedLcpConfReq),

        // Of the companions, sent such that a peer who does not know them passes over them
        Row(MessageType.Mdmst, "RFC 3573 3.1", avps => new Mdmst(avps))
            .Must(ModemOnHoldStatus)
            .Ignorable(),
        Row(MessageType.Fsq, "RFC 4951 4.1", avps => new Fsq(avps))
            .Must(AvpCatalog.FailoverSessionState)
            .Several(AvpCatalog.FailoverSessionState)
            .Ignorable(),
        Row(MessageType.Fsr, "RFC 4951 4.2", avps => new Fsr(avps))
            .Must(AvpCatalog.FailoverSessionState)
            .Several(AvpCatalog.FailoverSessionState)
            .Ignorable(),
        Row(MessageType.Csun, "RFC 5515 4.1", avps => new Csun(avps))
            .Must(AvpCatalog.ConnectSpeedUpdate)
            .Several(AvpCatalog.ConnectSpeedUpdate)
            .Ignorable(),
        Row(MessageType.Csurq, "RFC 5515 4.2", avps => new Csurq(avps))
            .Must(AvpCatalog.ConnectSpeedUpdate)
            .Several(AvpCatalog.ConnectSpeedUpdate)
            .Ignorable(),
    }.ToFrozenDictionary(spec => spec.Type);

    /// <summary>Null for a type that we do not know.</summary>
    public static MessageSpec? Find(MessageType type) => All.GetValueOrDefault(type);

    private static MessageSpec Row(MessageType type, string section, Func<ImmutableArray<Avp>, ControlMessage> create) => new(type, section, create);
}
