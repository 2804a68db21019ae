namespace Concentrator.Protocol.Pppoe;

/// <summary>The CODE field (RFC 2516 sections 5 and 6).</summary>
public enum PppoeCode : byte
{
    /// <summary>The payload is a PPP frame.</summary>
    Session = 0x00,
    Pado = 0x07,
    Padi = 0x09,
    Padr = 0x19,
    Pads = 0x65,
    Padt = 0xa7,
}
