using System.Buffers.Binary;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Tests.Golden;
using Concentrator.Protocol.Tests.L2tp;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

internal static class L2tpTargets
{
    private static readonly byte[] Secret = "tunnel-secret"u8.ToArray();

    private static readonly MessageSpec[] Specs = [.. MessageSpecs.All.OrderBy(spec => spec.Key).Select(spec => spec.Value)];

    private static readonly AvpDefinition[] Avps =
        [.. Specs.SelectMany(spec => (AvpDefinition[])[.. spec.Required, .. spec.Expected, .. spec.Optional, .. spec.Repeated]).Distinct()];

    public static IEnumerable<FuzzTarget> All =>
    [
        new("l2tp-control", input => Protocol.Tests.L2tp.Fuzz.Decode(input, []), Control),
        new("l2tp-control-secret", input => Protocol.Tests.L2tp.Fuzz.Decode(input, Secret), Control),
        new("l2tp-avp", Avp, Script.Any),
        new("l2tp-hidden", Hidden, Script.Any, Runs: 5_000),
        new("l2tp-data", Data, () => GoldenPackets.L2tpData.Select(GoldenPackets.Read)),
    ];

    private static IEnumerable<byte[]> Control() => GoldenPackets.L2tpControl.Select(GoldenPackets.Read);

    /// <summary>Any value in any attribute that there is, in a message that may carry it or in any other.</summary>
    private static void Avp(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var (type, avp, bits) = (Specs[script.Choose(Specs.Length)].Type, script.Choose(Avps), script.Next());
        var value = script.TakeAll();
        value = value[..Math.Min(value.Length, Protocol.L2tp.Avp.MaxValueLength)];
        Span<byte> head = stackalloc byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)((bits & 0xc0) << 8 | (6 + value.Length)));
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], avp.Vendor);
        BinaryPrimitives.WriteUInt16BigEndian(head[4..], avp.Type);
        Protocol.Tests.L2tp.Fuzz.Decode(
            Packets.Control($"8008 0000 0000 {(ushort)type:x4}", Convert.ToHexString(head), Convert.ToHexString(value)), Secret);
    }

    /// <summary>A valid message with hidden AVPs decodes to itself; with octets of it changed it may be anything but an exception.</summary>
    private static void Hidden(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var (spec, random) = (Specs[script.Choose(Specs.Length)], new Random(script.Next() << 8 | script.Next()));
        var message = Samples.Message(spec, random, everything: script.Choose(4) == 0);
        var datagram = Packets.Encode(message, hiding: new AvpHiding(Secret, random.NextBytes));
        Assert.Equal(message, Packets.Accepted(datagram, "tunnel-secret"));
        while (!script.IsAtEnd)
            datagram[12 + (script.Next() << 8 | script.Next()) % Math.Max(1, datagram.Length - 12)] = script.Next();
        Protocol.Tests.L2tp.Fuzz.Decode(datagram, Secret);
    }

    private static void Data(ReadOnlySpan<byte> input)
    {
        if (!L2tpHeader.TryParse(input, out var header, out var error))
        {
            Assert.NotEqual(ProtocolErrorKind.None, error.Kind);
            return;
        }
        Assert.InRange(header.PayloadOffset + header.PayloadLength, header.PayloadOffset, input.Length);
        var payload = input.Slice(header.PayloadOffset, header.PayloadLength);
        if (PppFrame.TryReadProtocol(payload, out _, out var offset))
            Assert.InRange(offset, 1, payload.Length);
        if (header.IsControl)
            return;

        // What we would write with the same fields is read as the same.
        var form = new DataHeader(WithLength: (header.Bits & HeaderBits.Length) != 0, header.HasSequence, header.IsPriority);
        if (form.Size + payload.Length > ushort.MaxValue)
            return;
        var again = new byte[form.Size + payload.Length];
        form.Write(again, header.TunnelId, header.SessionId, payload.Length, header.Ns);
        payload.CopyTo(again.AsSpan(form.Size));
        Assert.True(L2tpHeader.TryParse(again, out var same, out _));
        Assert.Equal((header.TunnelId, header.SessionId, header.Ns, payload.Length), (same.TunnelId, same.SessionId, same.Ns, same.PayloadLength));
    }
}
