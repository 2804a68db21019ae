using System.Buffers;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>Puts a control message on the wire (RFC 2661 sections 3.1 and 4.1).</summary>
public static class ControlEncoder
{
    /// <summary>
    /// Writes one datagram. The ids are those that the peer assigned.
    /// </summary>
    /// <param name="message">Null for a ZLB.</param>
    /// <param name="hiding">When given, every AVP that may be hidden is hidden.</param>
    public static void Write(
        IBufferWriter<byte> output, ControlMessage? message, TunnelId tunnel, SessionId session, SequenceNumber ns, SequenceNumber nr, AvpHiding? hiding = null)
    {
        throw new NotSupportedException();
    }
}
