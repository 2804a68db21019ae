using Concentrator.Protocol.Radius;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

/// <summary>A RADIUS packet is the same when it is written again, and shows no secret of its own making.</summary>
internal static class RadiusTarget
{
    private static readonly byte[] Secret = "radius-secret"u8.ToArray();

    public static IEnumerable<byte[]> Corpus() => Enum.GetValues<RadiusCode>().Select(code => new RadiusPacket(
        code, 7, RadiusPacket.NoAuthenticator,
        [
            RadiusAttributes.UserName.Of("alice"), RadiusAttributes.UserPassword.Of(HiddenPassword.Hide("wonderland"u8, RadiusPacket.NoAuthenticator.AsSpan(), Secret)),
            RadiusAttributes.NasPort.Of(1), RadiusAttributes.FramedIpAddress.Of(new System.Net.IPAddress([10, 0, 0, 1])), RadiusAttributes.ReplyMessage.Of("hello"),
            RadiusAttributes.AcctStatusType.Of(RadiusAccountingStatus.Start), RadiusAttributes.MessageAuthenticator.Of(RadiusPacket.NoAuthenticator),
        ]).ToOctets());

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        if (!RadiusPacket.TryParse(input, out var packet))
            return;
        var octets = packet.ToOctets();
        Assert.Equal(input[..octets.Length], octets);
        Assert.DoesNotContain(packet.ToString(), char.IsControl);
        if (packet.TryFind(RadiusAttributes.UserPassword, out var hidden))
            HiddenPassword.TryReveal(hidden.AsSpan(), packet.Authenticator.AsSpan(), Secret, out _);
    }
}
