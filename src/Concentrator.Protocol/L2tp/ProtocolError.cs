using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>What is wrong with a datagram; also the name under which a drop is counted.</summary>
public enum ProtocolErrorKind : byte
{
    None,

    // The header (RFC 2661 section 3.1): the datagram is discarded unanswered.
    HeaderTruncated,
    UnknownVersion,
    InvalidControlHeader,
    LengthMismatch,
    OffsetBeyondEnd,

    // The message (sections 4.1, 4.4.1 and 7.1).
    AvpTruncated,
    MessageTypeMissing,
    UnknownMessageType,
    IgnorableMessageType,
    VendorMessageType,
    UnknownMandatoryAvp,
    UnreadableHiddenAvp,
    WrongAvpLength,
    AvpOutOfRange,
    MissingAvp,
}

/// <summary>What the RFC wants done about a <see cref="ProtocolError"/>.</summary>
public enum ProtocolErrorAnswer : byte
{
    /// <summary>Malformed header: as if it never came, not even acknowledged (section 7.1).</summary>
    Discard,

    /// <summary>Unknown message type without the M bit: acknowledged, otherwise passed over (section 4.4.1).</summary>
    Ignore,

    /// <summary>
    /// The session that the message belongs to, or else the tunnel, is cleared with <see cref="ProtocolError.ToResultCode"/>
    /// (sections 4.1 and 7.1).
    /// </summary>
    Clear,

    /// <summary>As <see cref="Clear"/>, but always the tunnel: what the message was about is not known (section 4.4.1).</summary>
    ClearTunnel,
}

/// <summary>What is wrong with a datagram of the peer, as a value: bad input is no exception.</summary>
/// <param name="Vendor">Vendor ID of the offending AVP.</param>
/// <param name="Attribute">Attribute Type of the offending AVP; for an unknown message type, that type.</param>
public readonly record struct ProtocolError(ProtocolErrorKind Kind, ushort Vendor = 0, ushort Attribute = 0)
{
    /// <summary>Type of the message in which the error was, where it could be read.</summary>
    public MessageType? Message { get; init; }

    /// <summary>The Assigned Session ID of the refused message, so that a CDN can be addressed when ICRQ or OCRQ was the message.</summary>
    public SessionId PeerSession { get; init; }

    public ProtocolErrorAnswer Answer => Kind switch
    {
        < ProtocolErrorKind.AvpTruncated => ProtocolErrorAnswer.Discard,
        ProtocolErrorKind.IgnorableMessageType or ProtocolErrorKind.VendorMessageType => ProtocolErrorAnswer.Ignore,
        ProtocolErrorKind.UnknownMessageType or ProtocolErrorKind.MessageTypeMissing => ProtocolErrorAnswer.ClearTunnel,
        _ => ProtocolErrorAnswer.Clear,
    };

    /// <summary>
    /// What to tell the peer in StopCCN or CDN: both give result 2, "general error", the same meaning (section 4.4.2),
    /// and the text names the AVP.
    /// </summary>
    public ResultCode ToResultCode() => new(StopCcnResult.GeneralError, Kind switch
    {
        ProtocolErrorKind.UnknownMandatoryAvp or ProtocolErrorKind.UnreadableHiddenAvp => GeneralError.UnknownMandatoryAvp,
        ProtocolErrorKind.WrongAvpLength or ProtocolErrorKind.AvpTruncated => GeneralError.WrongLength,
        ProtocolErrorKind.AvpOutOfRange or ProtocolErrorKind.UnknownMessageType => GeneralError.ValueOutOfRange,
        _ => GeneralError.VendorSpecific, // "additional information SHOULD be included in the Error Message"
    }, ToString());

    public override string ToString() => $"{(Message is { } type ? $"{type.RfcName()}: " : "")}{Kind switch
    {
        ProtocolErrorKind.None => "no error",
        ProtocolErrorKind.HeaderTruncated => "datagram ends within the header",
        ProtocolErrorKind.UnknownVersion => "version is not 2",
        ProtocolErrorKind.InvalidControlHeader => "control header without L or S bit, or with O bit",
        ProtocolErrorKind.LengthMismatch => "header length does not fit the datagram",
        ProtocolErrorKind.OffsetBeyondEnd => "offset beyond the end",
        ProtocolErrorKind.AvpTruncated => "AVP length does not fit the message",
        ProtocolErrorKind.MessageTypeMissing => "first AVP is not a Message Type",
        ProtocolErrorKind.UnknownMessageType or ProtocolErrorKind.IgnorableMessageType => $"unknown message type {Attribute}",
        ProtocolErrorKind.VendorMessageType => "message type of a vendor",
        ProtocolErrorKind.UnknownMandatoryAvp => $"unknown mandatory AVP {Name}",
        ProtocolErrorKind.UnreadableHiddenAvp => $"hidden AVP {Name} cannot be revealed",
        ProtocolErrorKind.WrongAvpLength => $"wrong length of AVP {Name}",
        ProtocolErrorKind.AvpOutOfRange => $"value of AVP {Name} out of range",
        _ => $"AVP {Name} is missing",
    }}";

    private string Name =>
        AvpCatalog.Find(Vendor, Attribute)?.ToString() ?? (Vendor == 0 ? $"{Attribute}" : $"{Attribute} of vendor {Vendor}");
}
