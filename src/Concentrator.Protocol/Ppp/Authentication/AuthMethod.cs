namespace Concentrator.Protocol.Ppp;

/// <summary>
/// The authentication protocols we speak, as the value of LCP's Authentication-Protocol option writes them: the PPP protocol
/// number and, for CHAP, the algorithm behind it (RFC 1661 section 6.2, RFC 1994 section 3, RFC 2759 section 2).
/// </summary>
public enum AuthMethod
{
    Pap = PppProtocol.Pap << 8,
    ChapMd5 = PppProtocol.Chap << 8 | 0x05,
    MsChapV2 = PppProtocol.Chap << 8 | 0x81,
}
