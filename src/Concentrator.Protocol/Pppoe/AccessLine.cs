using System.Buffers.Binary;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.Pppoe;

/// <summary>
/// What an access node (DSLAM, OLT) adds to the PADI and PADR of a subscriber about its line: a Vendor-Specific tag of the Broadband Forum, whose
/// sub-options have a type and a length of one octet each (TR-101 appendices A and B). Opaque here (RFC 5515 section 5.1).
/// </summary>
/// <param name="CircuitId">Access node and port.</param>
/// <param name="RemoteId">The operator's own name for the subscriber.</param>
/// <param name="UpstreamRate">Actual, bits per second.</param>
/// <param name="DownstreamRate">Actual, bits per second.</param>
public sealed record AccessLine(string? CircuitId, string? RemoteId, ulong? UpstreamRate = null, ulong? DownstreamRate = null)
{
    /// <summary>Private enterprise number of the ADSL Forum, now Broadband Forum.</summary>
    public const uint Vendor = 3561;

    /// <summary>Length of an id (RFC 5515 sections 5.1 and 5.2).</summary>
    private const int ShortestId = 2, LongestId = 63;

    private const byte Circuit = 0x01, Remote = 0x02, ActualUpstream = 0x81, ActualDownstream = 0x82;

    /// <summary>Rates are told in kilobits per second.</summary>
    private const ulong Kilo = 1000;

    /// <summary>Null when no tag says anything about a line. A malformed tag is passed over, as any vendor's tag may be (RFC 2516 appendix A).</summary>
    public static AccessLine? Find(DiscoveryPacket packet)
    {
        foreach (var tag in packet.Tags)
        {
            if (tag.Type == PppoeTagType.VendorSpecific && TryParse(tag.Value.AsSpan(), out var line))
                return line;
        }

        return null;
    }

    /// <summary>As an access node would add it. Rates are rounded down to whole kilobits per second.</summary>
    public PppoeTag ToTag()
    {
        var value = new List<byte> { 0, 0, (byte)(Vendor >> 8), (byte)(Vendor & 0xff) };
        AddText(Circuit, CircuitId);
        AddText(Remote, RemoteId);
        AddRate(ActualUpstream, UpstreamRate);
        AddRate(ActualDownstream, DownstreamRate);
        return new PppoeTag(PppoeTagType.VendorSpecific, [.. value]);

        void AddText(byte type, string? text)
        {
            if (text is not null)
                Add(type, OctetText.Encode(text));
        }

        void AddRate(byte type, ulong? rate)
        {
            if (rate is not { } bits)
                return;
            var octets = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)Math.Min(bits / Kilo, uint.MaxValue));
            Add(type, octets);
        }

        void Add(byte type, byte[] octets)
        {
            value.Add(type);
            value.Add(checked((byte)octets.Length));
            value.AddRange(octets);
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> value, out AccessLine? line)
    {
        line = null;
        var reader = new SpanReader(value);
        if (!reader.TryRead(out uint vendor) || vendor != Vendor)
            return false;
        var found = new AccessLine(null, null);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out byte type) || !reader.TryRead(out byte length) || !reader.TryRead(length, out var octets))
                return false;
            found = type switch
            {
                Circuit when octets.Length is >= ShortestId and <= LongestId => found with { CircuitId = OctetText.Decode(octets) },
                Remote when octets.Length is >= ShortestId and <= LongestId => found with { RemoteId = OctetText.Decode(octets) },
                ActualUpstream when octets.Length == sizeof(uint) => found with { UpstreamRate = Kilo * BinaryPrimitives.ReadUInt32BigEndian(octets) },
                ActualDownstream when octets.Length == sizeof(uint) => found with { DownstreamRate = Kilo * BinaryPrimitives.ReadUInt32BigEndian(octets) },
                _ => found,
            };
        }

        line = found;
        return true;
    }
}
