using System.Buffers;
using System.Buffers.Binary;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>Control datagrams put together by hand, so that a test shows only the octets it is about.</summary>
internal static class Packets
{
    public const string IcrqType = "8008 0000 0000 000a";
    public const string IcrqSession = "8008 0000 000e 0a0b";
    public const string IcrqSerial = "800a 0000 000f 00000001";

    /// <summary>A datagram with these AVPs behind a right header.</summary>
    public static byte[] Control(params string[] avps)
    {
        var body = Hex.Parse(string.Concat(avps));
        byte[] datagram = [.. Hex.Parse("c802 0000 0001 0000 0000 0000"), .. body];
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)datagram.Length);
        return datagram;
    }

    /// <summary>A valid ICRQ and these AVPs at its end.</summary>
    public static byte[] Icrq(params string[] avps) => Control([IcrqType, IcrqSession, IcrqSerial, .. avps]);

    public static ControlMessage Accepted(byte[] datagram, string secret = "")
    {
        Assert.True(TryDecode(datagram, secret, out var message, out var error), error.ToString());
        return message!;
    }

    public static T Accepted<T>(byte[] datagram, string secret = "") where T : ControlMessage => Assert.IsType<T>(Accepted(datagram, secret));

    public static ProtocolError Refused(byte[] datagram, string secret = "")
    {
        Assert.False(TryDecode(datagram, secret, out var message, out var error), message?.ToString());
        return error;
    }

    public static byte[] Encode(
        ControlMessage? message, ushort tunnel = 1, ushort session = 0, ushort ns = 0, ushort nr = 0, AvpHiding? hiding = null)
    {
        var output = new ArrayBufferWriter<byte>();
        ControlEncoder.Write(output, message, new TunnelId(tunnel), new SessionId(session), new SequenceNumber(ns), new SequenceNumber(nr), hiding);
        return output.WrittenSpan.ToArray();
    }

    private static bool TryDecode(byte[] datagram, string secret, out ControlMessage? message, out ProtocolError error)
    {
        Assert.True(ControlDatagram.TryParse(datagram, out var control, out error), error.ToString());
        return control.TryDecode(System.Text.Encoding.UTF8.GetBytes(secret), out message, out error);
    }
}
