using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>Makes a message of the AVPs of a datagram, or says why it is refused (RFC 2661 sections 4.1 to 4.3 and 7.1).</summary>
internal static class MessageDecoder
{
    /// <summary>Whether the Length of each AVP leads to the next and the last to the end.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> avps)
    {
        while (!avps.IsEmpty)
            if (!RawAvp.TryRead(ref avps, out _))
                return false;
        return true;
    }

    /// <summary>The first AVP must be the Message Type, in clear (section 4.4.1).</summary>
    public static MessageType? PeekType(ReadOnlySpan<byte> avps) => ReadType(ref avps, out _);

    public static bool TryDecode(
        ReadOnlySpan<byte> avps, ReadOnlySpan<byte> secret, [NotNullWhen(true)] out ControlMessage? message, out ProtocolError error)
    {
        message = null;
        if (IsOfVendor(avps))
        {
            error = new ProtocolError(ProtocolErrorKind.VendorMessageType);
            return false;
        }

        if (ReadType(ref avps, out var mustKnow) is not { } type)
        {
            error = new ProtocolError(ProtocolErrorKind.MessageTypeMissing);
            return false;
        }

        if (MessageSpecs.Find(type) is not { } spec)
        {
            // Here M speaks of the message, not of the AVP (section 4.4.1).
            var kind = mustKnow ? ProtocolErrorKind.UnknownMessageType : ProtocolErrorKind.IgnorableMessageType;
            error = new ProtocolError(kind, Attribute: (ushort)type);
            return false;
        }

        var known = ReadAvps(avps, spec, secret, out error);
        if (error.Kind == ProtocolErrorKind.None)
            error = FindMissing(spec, known);
        if (error.Kind == ProtocolErrorKind.None || spec.IsFinal)
        {
            error = default;
            message = spec.Create([.. known]);
            return true;
        }

        var session = known.OfType<Avp<ushort>>().FirstOrDefault(avp => avp.Definition == AvpCatalog.AssignedSessionId);
        error = error with { Message = type, PeerSession = new SessionId(session?.Value ?? SessionId.Unassigned.Value) };
        return false;
    }

    /// <summary>A message type of some vendor's own, without the M bit (RFC 3573 appendix A has one): nothing is lost with it.</summary>
    private static bool IsOfVendor(ReadOnlySpan<byte> avps) =>
        RawAvp.TryRead(ref avps, out var first) && first is { Vendor: not 0, IsMandatory: false, HasReservedBits: false } && first.Type == AvpCatalog.MessageTypeAvp.Type;

    private static MessageType? ReadType(ref ReadOnlySpan<byte> avps, out bool isMandatory)
    {
        var isType = RawAvp.TryRead(ref avps, out var first)
            && first is { Vendor: 0, IsHidden: false, HasReservedBits: false, Value.Length: sizeof(ushort) }
            && first.Type == AvpCatalog.MessageTypeAvp.Type;
        isMandatory = isType && first.IsMandatory;
        return isType ? (MessageType)BinaryPrimitives.ReadUInt16BigEndian(first.Value) : null;
    }

    /// <summary>
    /// Reads on after the first error, so that a refusal can be addressed to the call it is about. Of an AVP that comes twice the
    /// first counts, unless the spec wants all of them.
    /// </summary>
    private static List<Avp> ReadAvps(ReadOnlySpan<byte> avps, MessageSpec spec, ReadOnlySpan<byte> secret, out ProtocolError error)
    {
        var known = new List<Avp>();
        var reveal = new Revealer(secret, stackalloc byte[RawAvp.MaxValueLength]);
        error = default;
        while (!avps.IsEmpty)
        {
            if (!RawAvp.TryRead(ref avps, out var raw))
            {
                error = new ProtocolError(ProtocolErrorKind.AvpTruncated);
                break;
            }

            var kind = Read(raw, spec, known, ref reveal);

            // "If the M-bit is not set, the AVP should be ignored … and the message accepted" (section 7.1).
            if (kind != ProtocolErrorKind.None && raw.IsMandatory && error.Kind == ProtocolErrorKind.None)
                error = new ProtocolError(kind, raw.Vendor, raw.Type);
        }

        return known;
    }

    private static ProtocolErrorKind Read(in RawAvp raw, MessageSpec spec, List<Avp> known, ref Revealer reveal)
    {
        if (raw.HasReservedBits || AvpCatalog.Find(raw.Vendor, raw.Type) is not { } definition)
            return ProtocolErrorKind.UnknownMandatoryAvp;

        if (definition == AvpCatalog.RandomVector && !raw.IsHidden)
        {
            reveal.Use(raw.Value);
            return ProtocolErrorKind.None;
        }

        if (!spec.Lists(definition) || (!spec.Repeated.Contains(definition) && Holds(known, definition)))
            return ProtocolErrorKind.None;

        if (!reveal.TryRead(raw, out var value))
            return ProtocolErrorKind.UnreadableHiddenAvp;

        var kind = definition.Decode(value, raw.IsHidden, out var decoded);
        if (decoded is not null)
            known.Add(decoded);
        return kind;
    }

    private static ProtocolError FindMissing(MessageSpec spec, List<Avp> known)
    {
        foreach (var definition in spec.Required)
            if (!Holds(known, definition))
                return new ProtocolError(ProtocolErrorKind.MissingAvp, definition.Vendor, definition.Type);
        return default;
    }

    private static bool Holds(List<Avp> known, AvpDefinition definition)
    {
        foreach (var avp in known)
            if (avp.Definition == definition)
                return true;
        return false;
    }

    /// <summary>The secret, and the Random Vector most closely preceding (section 4.3).</summary>
    private ref struct Revealer(ReadOnlySpan<byte> secret, Span<byte> scratch)
    {
        private readonly ReadOnlySpan<byte> _secret = secret;
        private readonly Span<byte> _scratch = scratch;
        private ReadOnlySpan<byte> _randomVector;
        private bool _hasRandomVector;

        public void Use(ReadOnlySpan<byte> randomVector)
        {
            _randomVector = randomVector;
            _hasRandomVector = true;
        }

        public readonly bool TryRead(in RawAvp avp, out ReadOnlySpan<byte> value)
        {
            value = avp.Value;
            return !avp.IsHidden
                || (!_secret.IsEmpty && _hasRandomVector && HiddenValue.TryReveal(avp.Type, _secret, _randomVector, avp.Value, _scratch, out value));
        }
    }
}
