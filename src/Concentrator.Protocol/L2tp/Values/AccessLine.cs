namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Access-Loop-Encapsulation AVP (RFC 5515 section 5.17); the codes are TR-101's.</summary>
/// <param name="DataLink">0: ATM AAL5, 1: Ethernet.</param>
/// <param name="Outer">Encaps 1.</param>
/// <param name="Inner">Encaps 2.</param>
public readonly record struct LoopEncapsulation(byte DataLink, byte Outer, byte Inner)
{
    public override string ToString() =>
        $"{Name(DataLink, "ATM AAL5", "Ethernet")}, {Name(Outer, "-", "untagged Ethernet", "single-tagged Ethernet")}, "
        + Name(Inner, "-", "PPPoA LLC", "PPPoA Null", "IPoA LLC", "IPoA Null", "Ethernet over AAL5 LLC with FCS", "Ethernet over AAL5 LLC without FCS",
            "Ethernet over AAL5 Null with FCS", "Ethernet over AAL5 Null without FCS");

    private static string Name(byte code, params ReadOnlySpan<string> names) => code < names.Length ? names[code] : $"code {code}";
}

/// <summary>Value of the ANCP Access Line Type AVP (RFC 5515 section 5.18).</summary>
public enum AccessLineType : byte
{
    Adsl1 = 1,
    Adsl2 = 2,
    Adsl2Plus = 3,
    Vdsl1 = 4,
    Vdsl2 = 5,
    Sdsl = 6,
    Unknown = 7,
}
