using System.Collections.Immutable;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.Control.Pppoe;

/// <summary>All that discovery knows beside the packet.</summary>
/// <param name="Epoch">See <see cref="AcCookies.EpochAt"/>.</param>
public readonly record struct DiscoveryContext(AccessConcentrator Concentrator, AcCookies Cookies, uint Epoch);

/// <summary>
/// The access concentrator's part of the Discovery stage (RFC 2516 section 5). It keeps no state: what it knows of a host between PADO and PADR is in
/// the cookie.
/// <code>
/// host                 access concentrator
///   PADI  ── broadcast ──►
///         ◄── PADO ──          with AC-Cookie
///   PADR  ──────────────►      the cookie is good: a session is made
///         ◄── PADS ──          with its id, or id 0 and an error
/// </code>
/// </summary>
public static class Discovery
{
    /// <summary>What fits a frame of 1500 octets.</summary>
    private const int MostOctets = 1500;

    /// <param name="host">Source of the frame.</param>
    /// <param name="isUnicast">Whether the frame was sent to us alone.</param>
    public static DiscoveryAnswer On(DiscoveryPacket packet, MacAddress host, bool isUnicast, in DiscoveryContext context)
    {
        if (host.IsGroup)
            return Passed(DiscoveryFault.Malformed);
        return packet.Code switch
        {
            PppoeCode.Padi => OnPadi(packet, host, context),
            PppoeCode.Padr => OnPadr(packet, host, isUnicast, context),
            PppoeCode.Padt => OnPadt(packet, isUnicast),
            _ => Passed(DiscoveryFault.NotForUs),
        };
    }

    /// <summary>The PADS for a session that is there (section 5.4).</summary>
    public static DiscoveryPacket Confirm(SessionRequest request, PppoeSessionId session, AccessConcentrator concentrator) => new(
        PppoeCode.Pads, session,
        [PppoeTag.Of(PppoeTagType.ServiceName, request.Service), .. Echoes(request.HostUniq, request.Relay), .. MaxPayload(request.MaxPayload, concentrator)]);

    /// <summary>The PADS for a session that there will not be (section 5.4 and appendix A).</summary>
    /// <param name="error">One of the three error tags.</param>
    public static DiscoveryPacket Refuse(SessionRequest request, PppoeTagType error, string text) => new(
        PppoeCode.Pads, PppoeSessionId.None,
        [PppoeTag.Of(PppoeTagType.ServiceName, request.Service), PppoeTag.Of(error, text), .. Echoes(request.HostUniq, request.Relay)]);

    /// <summary>The PADT for a session (section 5.5).</summary>
    /// <param name="reason">Null: it ended as it should.</param>
    public static DiscoveryPacket Terminate(SessionRequest request, PppoeSessionId session, string? reason) => new(
        PppoeCode.Padt, session, [.. reason is null ? [] : ImmutableArray.Create(PppoeTag.Of(PppoeTagType.GenericError, reason)), .. Echoes(null, request.Relay)]);

    private static DiscoveryAnswer OnPadi(DiscoveryPacket padi, MacAddress host, in DiscoveryContext context)
    {
        if (Service(padi) is not { } service)
            return Passed(DiscoveryFault.Malformed);
        var concentrator = context.Concentrator;
        if (!concentrator.Serves(service.Text))
            return Passed(DiscoveryFault.UnknownService);

        var relay = padi.Find(PppoeTagType.RelaySessionId);
        var offers = concentrator.Services.Select(name => PppoeTag.Of(PppoeTagType.ServiceName, name)).Where(tag => tag != service);
        return Fit(new DiscoveryPacket(
            PppoeCode.Pado, PppoeSessionId.None,
            [
                service,
                .. offers,
                PppoeTag.Of(PppoeTagType.AcName, concentrator.Name),
                context.Cookies.Make(host, relay, context.Epoch),
                .. Echoes(padi.Find(PppoeTagType.HostUniq), relay),
                .. MaxPayload(Wanted(padi), concentrator),
            ]));
    }

    private static DiscoveryAnswer OnPadr(DiscoveryPacket padr, MacAddress host, bool isUnicast, in DiscoveryContext context)
    {
        if (!isUnicast || Service(padr) is not { } service)
            return Passed(DiscoveryFault.Malformed);
        var relay = padr.Find(PppoeTagType.RelaySessionId);
        if (!context.Cookies.IsGood(padr.Find(PppoeTagType.AcCookie), host, relay, context.Epoch))
            return Passed(DiscoveryFault.BadCookie);

        var request = new SessionRequest(host, service.Text, padr.Find(PppoeTagType.HostUniq), relay, Wanted(padr), AccessLine.Find(padr));
        if (!context.Concentrator.Serves(request.Service))
            return Fit(Refuse(request, PppoeTagType.ServiceNameError, "no such service here"));
        return Fits(Confirm(request, PppoeSessionId.Reserved, context.Concentrator)) ? new DiscoveryAnswer.Request(request) : Passed(DiscoveryFault.TooLong);
    }

    private static DiscoveryAnswer OnPadt(DiscoveryPacket padt, bool isUnicast)
    {
        if (!isUnicast || padt.Session == PppoeSessionId.None)
            return Passed(DiscoveryFault.Malformed);
        var error = padt.Find(PppoeTagType.GenericError);
        return new DiscoveryAnswer.Terminate(padt.Session, error is { Value.IsEmpty: false } ? error.Value.Text : null);
    }

    /// <summary>The one Service-Name that a PADI or PADR must have; null when it is not well-formed.</summary>
    private static PppoeTag? Service(DiscoveryPacket packet) =>
        packet.Session == PppoeSessionId.None && packet.Tags.Count(tag => tag.Type == PppoeTagType.ServiceName) == 1
            ? packet.Find(PppoeTagType.ServiceName)
            : null;

    /// <summary>A value of 1492 or less asks for nothing (RFC 4638 section 5.1).</summary>
    private static ushort? Wanted(DiscoveryPacket packet) =>
        packet.Find(PppoeTagType.PppMaxPayload)?.Number is { } octets and > AccessConcentrator.PlainPayload ? octets : null;

    /// <summary>The host's tag as it is, if we can do more than 1492 octets at all (RFC 4638 section 4).</summary>
    private static ImmutableArray<PppoeTag> MaxPayload(ushort? wanted, AccessConcentrator concentrator) =>
        wanted is { } octets && concentrator.MaxPayload > AccessConcentrator.PlainPayload ? [PppoeTag.Of(PppoeTagType.PppMaxPayload, octets)] : [];

    private static ImmutableArray<PppoeTag> Echoes(PppoeTag? hostUniq, PppoeTag? relay) =>
        [.. hostUniq is { } host ? [host] : ImmutableArray<PppoeTag>.Empty, .. relay is { } agent ? [agent] : ImmutableArray<PppoeTag>.Empty];

    private static DiscoveryAnswer Fit(DiscoveryPacket packet) => Fits(packet) ? new DiscoveryAnswer.Reply(packet) : Passed(DiscoveryFault.TooLong);

    private static bool Fits(DiscoveryPacket packet) => packet.Size <= MostOctets;

    private static DiscoveryAnswer.Nothing Passed(DiscoveryFault fault) => new(fault);
}
