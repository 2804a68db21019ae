namespace Concentrator.Protocol.Pppoe;

/// <summary>Why octets are no PPPoE packet. Nobody is answered.</summary>
public enum PppoeError
{
    None,

    /// <summary>It ends within the header.</summary>
    Truncated,

    /// <summary>VER and TYPE are not 1 (RFC 2516 section 4).</summary>
    UnknownVersion,

    /// <summary>LENGTH leads beyond the end.</summary>
    LengthMismatch,

    /// <summary>A CODE that is none of its stage's.</summary>
    UnknownCode,

    /// <summary>A TAG_LENGTH leads beyond the payload, or too few octets are left for a tag.</summary>
    TagTruncated,
}
