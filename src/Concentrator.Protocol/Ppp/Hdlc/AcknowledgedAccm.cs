namespace Concentrator.Protocol.Ppp.Hdlc;

/// <summary>Which control characters the sender of an LCP Configure-Ack may leave unescaped from then on, once LCP opens (RFC 1662 section 7.1).</summary>
public static class AcknowledgedAccm
{
    /// <summary>The ACCM that an LCP packet acknowledges; null: it is no well-formed Configure-Ack. Does not allocate.</summary>
    public static uint? Of(ReadOnlySpan<byte> packet)
    {
        if (!PppPacket.TryReadLength(packet, out var length) || packet[0] != (byte)LcpCode.ConfigureAck)
            return null;
        var accm = LcpOptions.DefaultAccm;
        var options = packet[PppPacket.HeaderLength..length];
        while (PppOptionList.TryReadHead(options, out var size))
        {
            if (options[0] == LcpOptions.Accm.Type && LcpOptions.Accm.Format.TryRead(options[PppOptionList.HeaderLength..size], out var value))
                accm = value;
            options = options[size..];
        }
        return options.IsEmpty ? accm : null;
    }
}
