namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Protocol Version AVP (RFC 2661 section 4.4.3): version 1, revision 0 is L2TP as the RFC has it.</summary>
public readonly record struct ProtocolVersion(byte Version, byte Revision)
{
    public static readonly ProtocolVersion Rfc2661 = new(1, 0);

    public override string ToString() => $"{Version}.{Revision}";
}
