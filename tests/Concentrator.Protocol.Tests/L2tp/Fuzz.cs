using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>Takes any octets; what the parser accepts must survive being printed, encoded and decoded again.</summary>
internal static class Fuzz
{
    public static void Decode(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> secret)
    {
        if (!ControlDatagram.TryParse(datagram, out var control, out var error))
        {
            Assert.Equal(ProtocolErrorAnswer.Discard, error.Answer);
            return;
        }

        if (!control.TryDecode(secret, out var message, out error))
        {
            Assert.NotEqual(ProtocolErrorAnswer.Discard, error.Answer);
            Assert.NotEmpty(error.ToResultCode().Message!);
            return;
        }

        Assert.NotEmpty(message.ToString());
        Assert.Equal(message, Packets.Accepted(Packets.Encode(message)));
    }
}
