using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

internal static class PppoeTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new("pppoe-discovery", Discovery, Corpus),
        new("pppoe-header", Header, Corpus),
    ];

    private static IEnumerable<byte[]> Corpus()
    {
        PppoeTag[] tags =
        [
            PppoeTag.Of(PppoeTagType.ServiceName, "internet"), PppoeTag.Of(PppoeTagType.AcName, "ac"), PppoeTag.Of(PppoeTagType.HostUniq, "1234"),
            PppoeTag.Of(PppoeTagType.PppMaxPayload, 1500), PppoeTag.Of(PppoeTagType.GenericError, "no"),
            new AccessLine("dslam-1 atm 3/0:100.33", "0800", 1_000_000, 8_000_000).ToTag(),
        ];
        return Enum.GetValues<PppoeCode>().Select((code, index) => new DiscoveryPacket(code, new PppoeSessionId((ushort)index), [.. tags]).ToArray());
    }

    private static void Discovery(ReadOnlySpan<byte> input)
    {
        if (!DiscoveryPacket.TryParse(input, out var packet, out var error))
        {
            Assert.NotEqual(PppoeError.None, error);
            return;
        }
        Assert.DoesNotContain(packet.ToString(), char.IsControl);
        _ = AccessLine.Find(packet)?.ToTag();
        Assert.True(DiscoveryPacket.TryParse(packet.ToArray(), out var again, out _));
        Assert.Equal(packet, again);
    }

    private static void Header(ReadOnlySpan<byte> input)
    {
        if (PppoeHeader.TryParse(input, out var header, out _))
            Assert.InRange(PppoeHeader.Size + header.PayloadLength, PppoeHeader.Size, input.Length);
    }
}
