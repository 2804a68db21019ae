namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Q.931 Cause Code AVP (RFC 2661 section 4.4.4): why the telephone network ended the call.</summary>
public readonly record struct Q931Cause(ushort Code, byte Message, string? Advisory = null);
