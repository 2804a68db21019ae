namespace Concentrator.Protocol.Ppp;

/// <summary>
/// The head of a PPP frame as it lies in an L2TP data message: address and control field (FF 03) unless compressed away, then
/// the protocol field of two octets or, compressed, one (RFC 1661 sections 2, 6.5 and 6.6, RFC 1662 section 3.1).
/// </summary>
public static class PppFrame
{
    private const byte AllStations = 0xff, UnnumberedInformation = 0x03;

    /// <summary>Octets of the address and control field: 2, or 0 when they are compressed away.</summary>
    public static int AddressControlSize(ReadOnlySpan<byte> frame) => frame is [AllStations, UnnumberedInformation, ..] ? 2 : 0;

    /// <summary>
    /// Reads the head in whichever form it comes: a receiver that offered compression must take both (RFC 1661 section 6.5), and
    /// one that did not may be lenient. False when the octets end too early, or are no protocol number at all.
    /// </summary>
    /// <param name="offset">Where the packet begins.</param>
    public static bool TryReadProtocol(ReadOnlySpan<byte> frame, out ushort protocol, out int offset)
    {
        protocol = 0;
        offset = AddressControlSize(frame);
        if (offset >= frame.Length)
            return false;

        // The lowest bit ends the field: a first octet with it set is a whole number below 256.
        protocol = frame[offset++];
        if ((protocol & 1) != 0)
            return true;
        if (offset >= frame.Length)
            return false;
        protocol = (ushort)(protocol << 8 | frame[offset++]);
        return (protocol & 1) != 0;
    }
}
