using System.Collections.Immutable;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Tunnels;

/// <summary>The messages of a tunnel as we send them: with every AVP that some peer misses when it is left out, in the order of RFC 2661 section 4.4.</summary>
internal static class TunnelMessages
{
    public static Sccrq Sccrq(in TunnelContext context) => new(
    [
        .. Introduction(context),
        .. context.TieBreaker is { } tieBreaker ? [AvpCatalog.TieBreaker.Of(tieBreaker)] : ImmutableArray<Avp>.Empty,
        .. Challenge(context),
        .. DiffServ(context.Policy.ControlDs),
    ]);

    public static Sccrp Sccrp(Sccrq request, in TunnelContext context) =>
        new(
    [
        .. Introduction(context),
        .. Challenge(context),
        .. Response(MessageType.Sccrp, request.Challenge, context),
        .. DiffServ(context.Policy.AnswerDs(request)),
    ]);

    public static Scccn Scccn(Sccrp reply, in TunnelContext context) => new(Response(MessageType.Scccn, reply.Challenge, context));

    /// <summary>Carries an error code even when it says none: there are peers that take no Result Code without.</summary>
    public static StopCcn StopCcn(ResultCode result, in TunnelContext context) => new(
    [
        AvpCatalog.AssignedTunnelId.Of(context.LocalId.Value),
        AvpCatalog.Result.Of(result with { Error = result.Error ?? GeneralError.None }),
    ]);

    private static ImmutableArray<Avp> Introduction(in TunnelContext context) =>
    [
        AvpCatalog.ProtocolVersion.Of(ProtocolVersion.Rfc2661),
        AvpCatalog.FramingCapabilities.Of(context.Policy.Framing),
        AvpCatalog.BearerCapabilities.Of(context.Policy.Bearers),
        AvpCatalog.FirmwareRevision.Of(context.Policy.FirmwareRevision),
        AvpCatalog.HostName.Of(context.Policy.Profile.HostName),
        AvpCatalog.VendorName.Of(context.Policy.Profile.VendorName),
        AvpCatalog.AssignedTunnelId.Of(context.LocalId.Value),
        AvpCatalog.ReceiveWindowSize.Of(context.Policy.Profile.ReceiveWindow),
        .. context.Policy.Profile.ModemOnHold ? [AvpCatalog.ModemOnHoldCapable.Of(default)] : ImmutableArray<Avp>.Empty,
    ];

    private static ImmutableArray<Avp> DiffServ(PhbCode? code) => code is { } phb ? [AvpCatalog.ControlConnectionDs.Of(phb)] : [];

    private static ImmutableArray<Avp> Challenge(in TunnelContext context) =>
        context.Policy.Profile.Challenge ? [AvpCatalog.Challenge.Of(context.Challenge)] : [];

    private static ImmutableArray<Avp> Response(MessageType carrier, ImmutableArray<byte>? challenge, in TunnelContext context) =>
        challenge is { } octets ? [AvpCatalog.ChallengeResponse.Of(TunnelAuthentication.Response(carrier, context.Policy.Secret.Octets, octets.AsSpan()))] : [];
}
