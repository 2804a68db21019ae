using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Calls;

/// <summary>
/// Whether a message of a call is "acceptable": the result code to refuse it with, null when it is. What no such message may
/// carry, as a session id of 0, does not come this far: it is rejected in decoding.
/// </summary>
internal static class CallAcceptance
{
    /// <summary>Only for reasons of our own: there is nothing in ICRQ that an LNS without telephone lines could object to.</summary>
    public static ResultCode? Objection(Icrq _, in CallContext context) => context.Refusal;

    public static ResultCode? Objection(Icrp message, in CallContext context) => context.Refusal ?? CallMarking.Objection(message.SessionDs, context);

    public static ResultCode? Objection(Iccn message, in CallContext context) => context.Refusal ?? Framing(message.FramingType, context.Policy);

    public static ResultCode? Objection(Ocrq message, in CallContext context) =>
        context.Refusal
        ?? Speeds(message)
        ?? Framing(message.FramingType, context.Policy)
        ?? (Advertised((uint)message.BearerType, (uint)context.Policy.Bearers) ? null : NoFacilities($"bearer type {message.BearerType} is not advertised"));

    /// <summary>What an LNS asks for must leave some speed (RFC 2661 section 4.4.4).</summary>
    public static ResultCode? Speeds(Ocrq message) => message.MinimumBps > message.MaximumBps
        ? OutOfRange($"{AvpCatalog.MinimumBps} {message.MinimumBps} is more than {AvpCatalog.MaximumBps} {message.MaximumBps}")
        : null;

    /// <summary>A call must be connected as we asked for it; a LAC that does not say how fast it is (0) is believed.</summary>
    public static ResultCode? Objection(Occn message, CallRequest asked, in CallContext context) =>
        Framing(message.FramingType, context.Policy)
        ?? (message.TxConnectSpeed == 0 || (message.TxConnectSpeed >= asked.MinimumBps && message.TxConnectSpeed <= asked.MaximumBps)
            ? null
            : OutOfRange($"{AvpCatalog.TxConnectSpeed} {message.TxConnectSpeed} is not within {asked.MinimumBps} and {asked.MaximumBps}"));

    public static ResultCode? Objection(Ocrp message, in CallContext context) => context.Refusal ?? CallMarking.Objection(message.SessionDs, context);

    /// <summary>What an LNS does not mind is what the LAC advertised (RFC 2661 section 4.4.4: several bits mean any of them).</summary>
    public static CallRequest Asked(CallRequest wanted, TunnelPeer? peer) => wanted with
    {
        Bearer = wanted.Bearer is BearerTypes.None ? peer?.Bearers ?? BearerTypes.None : wanted.Bearer,
        Framing = wanted.Framing is FramingTypes.None ? peer?.Framing ?? FramingTypes.None : wanted.Framing,
    };

    /// <summary>An LNS must not ask for what the LAC did not advertise (RFC 2661 sections 4.4.3 and 6.9).</summary>
    public static ResultCode? Objection(CallRequest request, TunnelPeer? peer) => peer switch
    {
        null or { Bearers: null or BearerTypes.None } => NoFacilities("peer places no outgoing calls"),
        { Bearers: { } bearers } when (request.Bearer & ~bearers) != 0 => NoFacilities($"peer places no outgoing calls on bearer type {request.Bearer}"),
        _ when (request.Framing & ~peer.Framing) != 0 => NoFacilities($"peer does not support framing {request.Framing}"),
        _ => null,
    };

    /// <summary>
    /// A LAC must connect a call with a framing that the LNS advertised (section 4.4.3), and may require sequence numbers for all of it (section 5.4).
    /// What its line wants and allows of LCP is told where the profile says so (RFC 3437).
    /// </summary>
    public static CallConnection Connection(CallConnection wanted, in CallContext context) => wanted with
    {
        Framing = context.Peer is { Framing: not FramingTypes.None and var known } && (wanted.Framing & known) != wanted.Framing ? known : wanted.Framing,
        SequencingRequired = wanted.SequencingRequired || context.Policy.Profile.Data.Sequencing is SequencingPolicy.Always,
        Line = context.Policy.Profile.TellLcpOptions ? wanted.Line : null,
    };

    private static ResultCode? Framing(FramingTypes framing, TunnelPolicy policy) =>
        Advertised((uint)framing, (uint)policy.Framing) ? null : NoFacilities($"framing {framing} is not advertised");

    /// <summary>A mask of several kinds means that any of them will do; an empty one, or one left out, means nothing.</summary>
    private static bool Advertised(uint wanted, uint advertised) => wanted == 0 || (wanted & advertised) != 0;

    private static ResultCode OutOfRange(string text) => new(CdnResult.GeneralError, GeneralError.ValueOutOfRange, text);

    private static ResultCode NoFacilities(string text) => new(CdnResult.NoFacilitiesPermanently, message: text);
}
