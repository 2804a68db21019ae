using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the PPP Disconnect Cause Code AVP (RFC 3145 section 2): what of PPP ended the call.</summary>
/// <param name="Protocol">The PPP control protocol that failed, as 0xc021 for LCP; 0 for none.</param>
/// <param name="Message">For people; null when there is none.</param>
public readonly record struct PppDisconnectCause(
    PppDisconnectCode Code, ushort Protocol = 0, DisconnectDirection Direction = DisconnectDirection.Global, string? Message = null)
{
    public override string ToString() =>
        $"{Code}{(Protocol == 0 ? "" : $" of 0x{Protocol:x4}")}{(Direction is DisconnectDirection.Global ? "" : $" {Direction}")}"
        + (Message is null ? "" : $" {OctetText.Quote(Message)}");
}

/// <summary>RFC 3145 section 3.</summary>
public enum PppDisconnectCode : ushort
{
    // 3.1 Global errors
    NoInformation = 0,
    Administrative = 1,
    LcpRenegotiationDisabled = 2,
    NormalDisconnection = 3,
    EncryptionRefused = 4,

    // 3.2 LCP errors
    LcpTimeout = 5,
    NoLcpPackets = 6,
    LinkLoopedBack = 7,
    EchoTimeout = 8,
    UnexpectedEndpointDiscriminator = 9,
    UnexpectedMrru = 10,
    UnexpectedShortSequenceNumber = 11,
    CallBackRefused = 12,

    // 3.3 Authentication errors
    AuthenticationTimeout = 13,
    UnexpectedAuthenticatedName = 14,
    AuthenticationProtocolUnacceptable = 15,
    AuthenticationFailed = 16,

    // 3.4 NCP errors
    NcpTimeout = 17,
    NoNcpAvailable = 18,
    NoAcceptableAddress = 19,
    NoPermittedAddress = 20,
}

/// <summary>To whom a code applies; what that means stands with each code in RFC 3145 section 3.</summary>
public enum DisconnectDirection : byte
{
    Global = 0,
    AtPeer = 1,
    AtLocal = 2,
}
