using Concentrator.Control.Pppoe;
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
        new("pppoe-machine", Machine, Script.Any),
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

    private static readonly DiscoveryContext Context = new(
        new AccessConcentrator { Name = "ac", Services = ["internet", "voice"], MaxPayload = 1500 }, new AcCookies([.. new byte[16]]), Epoch: 7);

    /// <summary>Any discovery packet, made of tags that there are, often with a good cookie: what is answered fits a frame and is read as it was meant.</summary>
    private static void Machine(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var host = new MacAddress((ulong)script.Choose(4) << 40 | script.Next());
        var types = Enum.GetValues<PppoeTagType>();
        var tags = new List<PppoeTag>();
        var code = script.Choose(Enum.GetValues<PppoeCode>());
        var session = new PppoeSessionId((ushort)(script.Choose(2) * script.Next()));
        while (!script.IsAtEnd)
            tags.Add(script.Choose(4) switch
            {
                0 => PppoeTag.Of(PppoeTagType.ServiceName, script.Choose(["", "internet", "video"])),
                1 => Context.Cookies.Make(host, tags.Find(tag => tag.Type == PppoeTagType.RelaySessionId) is { Value.IsDefault: false } relay ? relay : null, Context.Epoch),
                _ => new PppoeTag(script.Choose(types), [.. script.Take(script.Next())]),
            });

        var packet = new DiscoveryPacket(code, session, [.. tags]);
        switch (DiscoveryPacket.TryParse(packet.ToArray(), out var read, out _) ? Control.Pppoe.Discovery.On(read, host, isUnicast: true, Context) : null)
        {
            case DiscoveryAnswer.Reply reply:
                Fits(reply.Packet);
                break;
            case DiscoveryAnswer.Request request:
                Fits(Control.Pppoe.Discovery.Confirm(request.Session, PppoeSessionId.Reserved, Context.Concentrator));
                break;
        }
    }

    private static void Fits(DiscoveryPacket answer)
    {
        Assert.InRange(answer.Size, PppoeHeader.Size, 1500);
        Assert.True(DiscoveryPacket.TryParse(answer.ToArray(), out var again, out _));
        Assert.Equal(answer, again);
    }

    private static void Header(ReadOnlySpan<byte> input)
    {
        if (PppoeHeader.TryParse(input, out var header, out _))
            Assert.InRange(PppoeHeader.Size + header.PayloadLength, PppoeHeader.Size, input.Length);
    }
}
