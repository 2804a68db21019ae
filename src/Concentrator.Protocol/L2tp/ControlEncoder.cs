using System.Buffers;
using System.Buffers.Binary;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>Puts a control message on the wire (RFC 2661 sections 3.1 and 4.1).</summary>
public static class ControlEncoder
{
    private const int MessageTypeLength = RawAvp.HeaderSize + 2;

    /// <summary>Writes one datagram. The ids are those that the peer assigned.</summary>
    /// <param name="message">Null for a ZLB.</param>
    /// <param name="hiding">When given, the AVPs that it says are hidden.</param>
    public static void Write(
        IBufferWriter<byte> output,
        ControlMessage? message,
        TunnelId tunnel,
        SessionId session,
        SequenceNumber ns,
        SequenceNumber nr,
        AvpHiding? hiding = null)
    {
        if (message is null || !AvpHiding.IsFor(message.Type) || !message.Avps.Any(avp => IsHidden(avp, hiding)))
            hiding = null;

        var length = GetLength(message, hiding);
        var writer = new SpanWriter(output.GetSpan(length));
        writer.Write((ushort)((int)L2tpHeader.ControlBits | L2tpHeader.Version));
        writer.Write(checked((ushort)length));
        writer.Write(tunnel.Value);
        writer.Write(session.Value);
        writer.Write(ns.Value);
        writer.Write(nr.Value);
        if (message is not null)
            WriteAvps(ref writer, message, hiding);
        output.Advance(length);
    }

    private static int GetLength(ControlMessage? message, AvpHiding? hiding) => message is null
        ? L2tpHeader.ControlSize
        : L2tpHeader.ControlSize
            + MessageTypeLength
            + (hiding is null ? 0 : RawAvp.HeaderSize + AvpHiding.RandomVectorLength)
            + message.Avps.Sum(avp => RawAvp.HeaderSize + (IsHidden(avp, hiding) ? HiddenValue.SizeOf(avp.ValueLength) : avp.ValueLength));

    private static bool IsHidden(Avp avp, AvpHiding? hiding) => hiding?.Hides(avp) == true;

    private static void WriteAvps(ref SpanWriter writer, ControlMessage message, AvpHiding? hiding)
    {
        // "The Message Type AVP MUST be the first AVP in a message" (section 4.4.1).
        var type = WriteAvp(ref writer, AvpCatalog.MessageTypeAvp, 2, mandatory: MessageSpecs.All[message.Type].IsMandatory);
        BinaryPrimitives.WriteUInt16BigEndian(type, (ushort)message.Type);

        // "… a Random Vector AVP must also be present and MUST precede the first AVP having an H bit of 1" (section 4.3).
        Span<byte> randomVector = stackalloc byte[AvpHiding.RandomVectorLength];
        if (hiding is not null)
        {
            hiding.Random(randomVector);
            randomVector.CopyTo(WriteAvp(ref writer, AvpCatalog.RandomVector, randomVector.Length, AvpCatalog.RandomVector.IsMandatory));
        }

        foreach (var avp in message.Avps)
        {
            if (IsHidden(avp, hiding))
                WriteHidden(ref writer, avp, hiding!, randomVector);
            else
                avp.WriteValue(WriteAvp(ref writer, avp.Definition, avp.ValueLength, avp.Definition.IsMandatory));
        }
    }

    private static void WriteHidden(ref SpanWriter writer, Avp avp, AvpHiding hiding, scoped ReadOnlySpan<byte> randomVector)
    {
        var length = avp.ValueLength;
        var subformat = WriteAvp(ref writer, avp.Definition, HiddenValue.SizeOf(length), avp.Definition.IsMandatory, RawAvp.Hidden);
        BinaryPrimitives.WriteUInt16BigEndian(subformat, (ushort)length);
        avp.WriteValue(subformat.Slice(HiddenValue.LengthSize, length));
        hiding.Random(subformat[(HiddenValue.LengthSize + length)..]);
        HiddenValue.Hide(avp.Definition.Type, hiding.Secret, randomVector, subformat);
    }

    /// <summary>Writes the header of an AVP and returns the room for its value.</summary>
    private static Span<byte> WriteAvp(ref SpanWriter writer, AvpDefinition definition, int valueLength, bool mandatory, ushort bits = 0)
    {
        if (mandatory)
            bits |= RawAvp.Mandatory;
        writer.Write((ushort)(bits | (RawAvp.HeaderSize + valueLength)));
        writer.Write(definition.Vendor);
        writer.Write(definition.Type);
        return writer.Take(valueLength);
    }
}
