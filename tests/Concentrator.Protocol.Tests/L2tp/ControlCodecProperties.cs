using Concentrator.Protocol.L2tp;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

public class ControlCodecProperties
{
    private static readonly byte[] Secret = "secret"u8.ToArray();

    [Property(MaxTest = 2000)]
    public void Random_octets_should_never_throw(byte[] octets) => Fuzz.Decode(octets, Secret);

    [Property(MaxTest = 2000)]
    public void Random_octets_behind_a_right_header_should_never_throw(byte[] octets) => Fuzz.Decode(Packets.Control(Convert.ToHexString(octets)), Secret);

    [Property(MaxTest = 2000)]
    public void Random_values_in_avps_of_any_known_type_should_never_throw(byte message, byte type, bool accessLine, bool hidden, byte[] value)
    {
        var bits = (hidden ? 0xc000 : 0x8000) | (6 + value.Length);
        Fuzz.Decode(
            Packets.Control(
                $"8008 0000 0000 00{message % 30:x2}", "8008 0000 0024 cafe", $"{bits:x4} {(accessLine ? "0de9" : "0000")} 00{type:x2}", Convert.ToHexString(value)),
            Secret);
    }

    [Property(MaxTest = 300)]
    public void Message_should_decode_to_what_was_encoded(int seed) =>
        ForEachMessage(seed, message => Assert.Equal(message, Packets.Accepted(Packets.Encode(message))));

    [Property(MaxTest = 100)]
    public void Message_should_decode_to_what_was_encoded_hidden(int seed)
    {
        var hiding = new AvpHiding(Secret, new Random(seed).NextBytes);
        ForEachMessage(seed, message => Assert.Equal(message, Packets.Accepted(Packets.Encode(message, hiding: hiding), "secret")));
    }

    [Property]
    public void Equal_messages_should_have_equal_hash_codes(int seed) =>
        ForEachMessage(seed, message => Assert.Equal(message.GetHashCode(), Packets.Accepted(Packets.Encode(message)).GetHashCode()));

    private static void ForEachMessage(int seed, Action<ControlMessage> check)
    {
        var random = new Random(seed);
        Assert.All(MessageSpecs.All.Values, spec => check(Samples.Message(spec, random, everything: random.Next(4) == 0)));
    }
}
