namespace Concentrator.Protocol.Ppp;

/// <summary>Codes of LCP; a network control protocol knows the first seven only (RFC 1661 section 5, RFC 1570 section 1).</summary>
public enum LcpCode : byte
{
    ConfigureRequest = 1,
    ConfigureAck = 2,
    ConfigureNak = 3,
    ConfigureReject = 4,
    TerminateRequest = 5,
    TerminateAck = 6,
    CodeReject = 7,
    ProtocolReject = 8,
    EchoRequest = 9,
    EchoReply = 10,
    DiscardRequest = 11,
    Identification = 12,
    TimeRemaining = 13,
}
