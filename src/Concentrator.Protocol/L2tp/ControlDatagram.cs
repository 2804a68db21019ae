using System.Diagnostics.CodeAnalysis;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// A control datagram whose header is right, copied out of the receive buffer. Its AVPs are still the octets of the wire: what
/// is wrong with those is the business of <see cref="TryDecode"/>, since the RFC wants it answered in sequence, by clearing
/// the session or tunnel, whereas a bad header is discarded (RFC 2661 section 7.1).
/// </summary>
public sealed class ControlDatagram
{
    private readonly L2tpHeader _header;
    private readonly byte[] _avps;

    private ControlDatagram(in L2tpHeader header, byte[] avps)
    {
        _header = header;
        _avps = avps;
        IsWellFormed = MessageDecoder.IsWellFormed(avps);
        Type = MessageDecoder.PeekType(avps);
    }

    /// <summary>Our tunnel; <see cref="TunnelId.Unassigned"/> for an SCCRQ, or a StopCCN of a peer that never learned our id.</summary>
    public TunnelId TunnelId => _header.TunnelId;

    /// <summary>Our session; <see cref="SessionId.Unassigned"/> for messages of the tunnel, and when the peer does not know our id yet.</summary>
    public SessionId SessionId => _header.SessionId;

    public SequenceNumber Ns => _header.Ns;

    public SequenceNumber Nr => _header.Nr;

    /// <summary>Zero-length body: carries Nr only, is not itself acknowledged (section 5.8).</summary>
    public bool IsZlb => _avps.Length == 0;

    /// <summary>The message type, readable without a secret; null in a ZLB and where the first AVP is no Message Type.</summary>
    public MessageType? Type { get; }

    /// <summary>Whether the lengths of the AVPs add up. When not, <see cref="TryDecode"/> is sure to fail.</summary>
    public bool IsWellFormed { get; }

    /// <summary>Checks the header and copies the AVPs; false for anything that is no control message or has a malformed header.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out ControlDatagram? control, out ProtocolError error)
    {
        control = null;
        if (!L2tpHeader.TryParse(datagram, out var header, out error))
            return false;
        if (!header.IsControl)
        {
            error = new ProtocolError(ProtocolErrorKind.InvalidControlHeader);
            return false;
        }

        control = new ControlDatagram(header, datagram.Slice(header.PayloadOffset, header.PayloadLength).ToArray());
        return true;
    }

    /// <summary>
    /// Reveals hidden AVPs with <paramref name="secret"/> (empty: there is none), decodes and checks the message against its
    /// <see cref="MessageSpec"/>. Not to be called on a ZLB, which is no message and answers
    /// <see cref="ProtocolErrorKind.MessageTypeMissing"/>.
    /// </summary>
    public bool TryDecode(ReadOnlySpan<byte> secret, [NotNullWhen(true)] out ControlMessage? message, out ProtocolError error) =>
        MessageDecoder.TryDecode(_avps, secret, out message, out error);

    /// <summary>
    /// The value of an AVP that is never hidden, such as the Host Name, before it is known whose secret would reveal the rest;
    /// default when it is not there.
    /// </summary>
    public T? Peek<T>(AvpDefinition<T> definition)
    {
        ReadOnlySpan<byte> rest = _avps;
        while (RawAvp.TryRead(ref rest, out var avp))
            if (avp is { IsHidden: false, HasReservedBits: false }
                && AvpCatalog.Find(avp.Vendor, avp.Type) == definition
                && definition.Format.TryRead(avp.Value, out var value))
                return value;
        return default;
    }

    public override string ToString() =>
        $"{(IsZlb ? "ZLB" : Type?.RfcName() ?? "?")} tunnel {TunnelId} session {SessionId} Ns {Ns} Nr {Nr}";
}
