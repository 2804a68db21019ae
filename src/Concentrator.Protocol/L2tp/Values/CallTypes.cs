namespace Concentrator.Protocol.L2tp;

/// <summary>Framing Capabilities and Framing Type (RFC 2661 sections 4.4.3 and 4.4.4).</summary>
[Flags]
public enum FramingTypes : uint
{
    None = 0,
    Synchronous = 1,
    Asynchronous = 2,
}

/// <summary>Bearer Capabilities and Bearer Type (RFC 2661 sections 4.4.3 and 4.4.4).</summary>
[Flags]
public enum BearerTypes : uint
{
    None = 0,
    Digital = 1,
    Analog = 2,

    /// <summary>ATM (RFC 3301 section 5.3).</summary>
    Broadband = 4,
}

/// <summary>Proxy Authen Type (RFC 2661 section 4.4.5): how the LAC authenticated the caller.</summary>
public enum ProxyAuthenType : ushort
{
    Textual = 1,
    Chap = 2,
    Pap = 3,
    None = 4,
    MsChapV1 = 5,
}
