namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Message Type AVP (RFC 2661 section 3.2, and its companions'). A ZLB has no AVP at all and so no type.</summary>
public enum MessageType : ushort
{
    Sccrq = 1,
    Sccrp = 2,
    Scccn = 3,
    StopCcn = 4,
    Hello = 6,
    Ocrq = 7,
    Ocrp = 8,
    Occn = 9,
    Icrq = 10,
    Icrp = 11,
    Iccn = 12,
    Cdn = 14,
    Wen = 15,
    Sli = 16,

    // RFC 3573
    Mdmst = 17,

    // RFC 4951
    Fsq = 21,
    Fsr = 22,

    // RFC 5515
    Csun = 28,
    Csurq = 29,
}

public static class MessageTypeNames
{
    /// <summary>As the RFC writes it: SCCRQ, StopCCN; the bare number of a type that we do not know.</summary>
    public static string RfcName(this MessageType type) => type switch
    {
        MessageType.StopCcn => "StopCCN",
        _ => type.ToString().ToUpperInvariant(),
    };
}
