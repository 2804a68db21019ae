using Concentrator.Control.Calls;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Operations;

/// <summary>A call as the messages of L2TP tell of it, in `show sessions --json`.</summary>
/// <param name="SerialNumber">The reference that both sides know it by (RFC 2661 section 4.4.4).</param>
/// <param name="TxSpeed">Bits per second from the LAC to the remote system: the latest that the LAC said (ICCN, OCCN, CSUN).</param>
/// <param name="RxSpeed">The other way.</param>
/// <param name="Accm">What the LNS told by SLI.</param>
/// <param name="LineErrors">What the LAC told by WEN: counts since the call is up.</param>
/// <param name="Modem">What the LAC told by MDMST (RFC 3573).</param>
/// <param name="Details">Whatever else the LAC said of the call and its access line, by the names of the AVPs.</param>
public sealed record CallStatus(
    uint SerialNumber, string? SubAddress, uint? PhysicalChannelId, string Bearer, string Framing, uint TxSpeed, uint RxSpeed, string? Accm, LineErrorsStatus? LineErrors,
    string? Modem, IReadOnlyDictionary<string, string> Details)
{
    public static CallStatus? Of(CallParameters? call) => call is null ? null : new CallStatus(
        call.Request.SerialNumber, call.Request.SubAddress, call.Request.PhysicalChannelId, call.Request.Bearer.ToString(), call.Connection.Framing.ToString(),
        call.Connection.TxSpeed, call.Connection.RxSpeed ?? call.Connection.TxSpeed, call.Accm?.ToString(),
        call.Errors is { } errors ? LineErrorsStatus.Of(errors) : null, call.Modem?.ToString(), DetailsOf(call));

    /// <summary>Secrets, and what came hidden, are not shown.</summary>
    private static Dictionary<string, string> DetailsOf(CallParameters call) => call.Request.Received.Concat(call.Connection.Received)
        .Where(avp => !CallRequest.SaidByProperties.Contains(avp.Definition) && avp.Definition != AvpCatalog.BearerType)
        .DistinctBy(avp => avp.Definition.Name)
        .ToDictionary(avp => avp.Definition.Name, avp => avp is Avp<string> { WasHidden: false } text ? text.Value : avp.ValueText);
}

/// <summary>The counts of a Call Errors AVP (RFC 2661 section 4.4.6).</summary>
public sealed record LineErrorsStatus(uint Crc, uint Framing, uint HardwareOverruns, uint BufferOverruns, uint Timeouts, uint Alignment)
{
    internal static LineErrorsStatus Of(CallErrors errors) => new(
        errors.CrcErrors, errors.FramingErrors, errors.HardwareOverruns, errors.BufferOverruns, errors.TimeoutErrors, errors.AlignmentErrors);
}
