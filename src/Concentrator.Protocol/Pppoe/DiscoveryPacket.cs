using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.Pppoe;

/// <summary>A packet of the Discovery stage (RFC 2516 section 5), behind the Ethernet header. End-Of-List is no part of its tags.</summary>
public sealed record DiscoveryPacket(PppoeCode Code, PppoeSessionId Session, ImmutableArray<PppoeTag> Tags)
{
    /// <summary>The longest PADI, so that a relay agent can add its tag (section 5.1).</summary>
    public const int MostOctets = 1484;

    /// <summary>Octets with the header.</summary>
    public int Size => PppoeHeader.Size + Tags.Sum(tag => PppoeTag.HeaderSize + tag.Value.Length);

    /// <summary>False: nothing is to be answered.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out DiscoveryPacket packet, out PppoeError error)
    {
        packet = null!;
        if (!PppoeHeader.TryParse(octets, out var header, out error))
            return false;
        if (header.Code is not (PppoeCode.Padi or PppoeCode.Pado or PppoeCode.Padr or PppoeCode.Pads or PppoeCode.Padt))
            error = PppoeError.UnknownCode;
        else if (!TryParseTags(octets.Slice(PppoeHeader.Size, header.PayloadLength), out var tags))
            error = PppoeError.TagTruncated;
        else
            packet = new DiscoveryPacket(header.Code, header.Session, tags);
        return error == PppoeError.None;
    }

    public byte[] ToArray()
    {
        var octets = new byte[Size];
        new PppoeHeader(Code, Session, octets.Length - PppoeHeader.Size).Write(octets);
        var writer = new SpanWriter(octets.AsSpan(PppoeHeader.Size));
        foreach (var tag in Tags)
        {
            writer.Write((ushort)tag.Type);
            writer.Write((ushort)tag.Value.Length);
            writer.Write(tag.Value.AsSpan());
        }

        return octets;
    }

    /// <summary>The first tag of this type.</summary>
    public PppoeTag? Find(PppoeTagType type)
    {
        foreach (var tag in Tags)
        {
            if (tag.Type == type)
                return tag;
        }

        return null;
    }

    public bool Equals(DiscoveryPacket? other) =>
        other is not null && Code == other.Code && Session == other.Session && Tags.AsSpan().SequenceEqual(other.Tags.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Code, Session, Tags.Length);

    public override string ToString() => $"{Code.ToString().ToUpperInvariant()} of session {Session}: {string.Join(", ", Tags)}";

    /// <summary>What follows an End-Of-List is not looked at.</summary>
    private static bool TryParseTags(ReadOnlySpan<byte> payload, out ImmutableArray<PppoeTag> tags)
    {
        tags = [];
        var list = ImmutableArray.CreateBuilder<PppoeTag>();
        var reader = new SpanReader(payload);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out ushort type) || !reader.TryRead(out ushort length) || !reader.TryRead(length, out var value))
                return false;
            if (type == (ushort)PppoeTagType.EndOfList)
                break;
            list.Add(new PppoeTag((PppoeTagType)type, [.. value]));
        }

        tags = list.DrainToImmutable();
        return true;
    }
}
