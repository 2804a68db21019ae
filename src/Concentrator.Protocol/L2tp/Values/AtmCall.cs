namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Service Category AVP (RFC 3301 section 5.2): what an ATM connection is to be good for.</summary>
public enum ServiceCategory : ushort
{
    NonRealTime = 0,
    RealTime = 1,
}

/// <summary>Value of the VPI/VCI identifier AVP (RFC 3301 section 5.2): the ATM connection at the LAC.</summary>
/// <param name="Vpi">12 bits.</param>
public readonly record struct VirtualChannel(ushort Vpi, ushort Vci)
{
    public override string ToString() => $"{Vpi}.{Vci}";
}
