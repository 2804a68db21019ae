using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// Value of the Result Code AVP (RFC 2661 section 4.4.2): the result, of meaning only together with the message it came in
/// (<see cref="StopCcnResult"/> or <see cref="CdnResult"/>), a general error, and a text for people.
/// </summary>
public readonly record struct ResultCode(ushort Result, GeneralError? Error = null, string? Message = null)
{
    public ResultCode(StopCcnResult result, GeneralError? error = null, string? message = null) : this((ushort)result, error, message) { }

    public ResultCode(CdnResult result, GeneralError? error = null, string? message = null) : this((ushort)result, error, message) { }

    public override string ToString() =>
        $"{Result}{(Error is { } error ? $"/{(ushort)error} {error}" : "")}{(Message is { Length: > 0 } ? $" {OctetText.Quote(Message)}" : "")}";
}

/// <summary>Result codes of a StopCCN (RFC 2661 section 4.4.2).</summary>
public enum StopCcnResult : ushort
{
    GeneralRequest = 1,
    GeneralError = 2,
    AlreadyExists = 3,
    NotAuthorized = 4,
    UnsupportedVersion = 5,
    ShuttingDown = 6,
    FiniteStateMachineError = 7,

    /// <summary>The Control Connection DS AVP is the reason (RFC 3308 section 3).</summary>
    DiffServ = 8,
}

/// <summary>Result codes of a CDN (RFC 2661 section 4.4.2).</summary>
public enum CdnResult : ushort
{
    LossOfCarrier = 1,
    GeneralError = 2,
    Administrative = 3,
    NoFacilitiesTemporarily = 4,
    NoFacilitiesPermanently = 5,
    InvalidDestination = 6,
    NoCarrier = 7,
    Busy = 8,
    NoDialTone = 9,
    EstablishmentTimeout = 10,
    NoFraming = 11,

    /// <summary>The Session DS AVP is the reason (RFC 3308 section 4).</summary>
    DiffServ = 12,
}

/// <summary>General error codes, that go with result 2 (RFC 2661 section 4.4.2).</summary>
public enum GeneralError : ushort
{
    None = 0,
    NoControlConnection = 1,
    WrongLength = 2,
    ValueOutOfRange = 3,
    InsufficientResources = 4,
    InvalidSessionId = 5,
    VendorSpecific = 6,
    TryAnother = 7,
    UnknownMandatoryAvp = 8,
}
