using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Concentrator.Protocol.L2tp;

namespace Concentrator.EndToEnd.Tests.Native.Abuse;

/// <summary>The kinds of bad input: each makes one datagram after another.</summary>
internal static partial class Abuses
{
    /// <summary>What is prepared once before a flood of a kind.</summary>
    /// <returns>Writes datagram i, and gives its length and the source port.</returns>
    public delegate Func<int, Memory<byte>, (int Length, ushort Port)> Preparation(Attacker attacker, Random random);

    public static readonly IReadOnlyDictionary<string, Preparation> All = new Dictionary<string, Preparation>
    {
        ["random bytes"] = RandomBytes,
        ["truncated and flipped messages"] = DamagedMessages,
        ["valid SCCRQs from ever new ports"] = NewTunnels,
        ["bad hidden AVPs"] = BadHiddenAvps,
        ["ICRQs on a half-open tunnel"] = CallsOnHalfOpenTunnel,
        ["data with lying lengths"] = LyingData,
    };

    private static Func<int, Memory<byte>, (int, ushort)> RandomBytes(Attacker attacker, Random random) => (_, buffer) =>
    {
        var length = random.Next(256);
        random.NextBytes(buffer.Span[..length]);
        return (length, AnyPort(random));
    };

    /// <summary>Recorded from real peers: cut anywhere, or with up to eight bits wrong.</summary>
    private static Func<int, Memory<byte>, (int, ushort)> DamagedMessages(Attacker attacker, Random random)
    {
        var messages = Directory.EnumerateFiles(Checkout.Path("tests", "Concentrator.Protocol.Tests", "Golden"), "*.txt")
            .SelectMany(file => ConversationLine().Matches(File.ReadAllText(file)))
            .Select(line => Convert.FromHexString(line.Groups["hex"].Value)).ToArray();
        return (i, buffer) =>
        {
            var message = messages[random.Next(messages.Length)];
            message.CopyTo(buffer);
            if (i % 2 == 0)
                return (random.Next(message.Length), AnyPort(random));
            for (var flips = random.Next(1, 9); flips > 0; flips--)
                buffer.Span[random.Next(message.Length)] ^= (byte)(1 << random.Next(8));
            return (message.Length, AnyPort(random));
        };
    }

    private static Func<int, Memory<byte>, (int, ushort)> NewTunnels(Attacker attacker, Random random)
    {
        var sccrq = Attacker.Encode(Attacker.Sccrq(0xABCD), default, 0, 0);
        var id = sccrq.AsSpan().IndexOf<byte>([0xAB, 0xCD]);
        return (i, buffer) =>
        {
            sccrq.CopyTo(buffer);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Span[id..], (ushort)(1 + i % ushort.MaxValue));
            return (sccrq.Length, (ushort)(1024 + i % 60_000));
        };
    }

    /// <summary>An SCCRQ to a profile with a secret, whose Assigned Tunnel ID is hidden: in octets that reveal nothing, of a length that may be too short.</summary>
    private static Func<int, Memory<byte>, (int, ushort)> BadHiddenAvps(Attacker attacker, Random random)
    {
        const ushort Mandatory = 0x8000, Hidden = 0x4000;
        var sccrq = Attacker.Encode(Attacker.Sccrq(0xABCD, "hiding"), default, 0, 0);
        var beforeId = sccrq.AsSpan().IndexOf<byte>([0xAB, 0xCD]) - 6;
        return (_, buffer) =>
        {
            var span = buffer.Span;
            sccrq.AsSpan(0, beforeId).CopyTo(span);
            var end = WriteAvp(span, beforeId, Mandatory, AvpCatalog.RandomVector.Type, random.Next(0, 20));
            end = WriteAvp(span, end, Mandatory | Hidden, AvpCatalog.AssignedTunnelId.Type, random.Next(0, 40));
            BinaryPrimitives.WriteUInt16BigEndian(span[2..], (ushort)end);
            return (end, AnyPort(random));

            int WriteAvp(Span<byte> to, int at, int bits, ushort type, int length)
            {
                BinaryPrimitives.WriteUInt16BigEndian(to[at..], (ushort)(bits | (6 + length)));
                BinaryPrimitives.WriteUInt16BigEndian(to[(at + 2)..], 0);
                BinaryPrimitives.WriteUInt16BigEndian(to[(at + 4)..], type);
                random.NextBytes(to.Slice(at + 6, length));
                return at + 6 + length;
            }
        };
    }

    private static Func<int, Memory<byte>, (int, ushort)> CallsOnHalfOpenTunnel(Attacker attacker, Random random)
    {
        var tunnel = attacker.OpenTunnel((ushort)random.Next(1, ushort.MaxValue), wholly: false);
        return (i, buffer) =>
        {
            var icrq = Attacker.Encode(Attacker.Icrq((ushort)(1 + i % ushort.MaxValue)), tunnel, ns: (ushort)(1 + i), nr: 1);
            icrq.CopyTo(buffer);
            return (icrq.Length, attacker.PolitePort);
        };
    }

    /// <summary>Data messages on a call that is open: length and offset fields say anything, and what they leave over is a PPP frame of random octets.</summary>
    private static Func<int, Memory<byte>, (int, ushort)> LyingData(Attacker attacker, Random random)
    {
        const ushort Length = 0x4000, Sequence = 0x0800, Offset = 0x0200, Version = 2;
        var tunnel = attacker.OpenTunnel((ushort)random.Next(1, ushort.MaxValue), wholly: true);
        var session = attacker.OpenCall(tunnel, (ushort)random.Next(1, ushort.MaxValue));
        return (_, buffer) =>
        {
            var span = buffer.Span;
            var length = random.Next(6, 200);
            random.NextBytes(span[..length]);
            var bits = (ushort)(random.Next(ushort.MaxValue) & (Length | Sequence | Offset) | Version);
            BinaryPrimitives.WriteUInt16BigEndian(span, bits);
            var ids = (bits & Length) != 0 ? 4 : 2;
            BinaryPrimitives.WriteUInt16BigEndian(span[ids..], tunnel.Value);
            BinaryPrimitives.WriteUInt16BigEndian(span[(ids + 2)..], session.Value);
            return (length, attacker.PolitePort);
        };
    }

    private static ushort AnyPort(Random random) => (ushort)random.Next(1024, ushort.MaxValue);

    [GeneratedRegex("^(lac>lns|lns>lac) +(?<hex>[0-9a-f]+)", RegexOptions.Multiline)]
    private static partial Regex ConversationLine();
}
