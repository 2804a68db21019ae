using System.Collections.Immutable;
using System.Globalization;

namespace Concentrator.Load.Traffic;

/// <summary>Sizes of packets that follow one another, over and over. Octets of the whole IP packet.</summary>
public sealed record PacketMix(string Name, ImmutableArray<int> Sizes)
{
    /// <summary>IPv4 and UDP headers, and the <see cref="Stamp"/>.</summary>
    public const int Smallest = TestPacket.HeaderSize + Stamp.Size;

    /// <summary>What an Ethernet carries.</summary>
    public const int Largest = 1500;

    /// <summary>Seven small, four middle, one large: the "simple IMIX" with sizes that fit through a tunnel.</summary>
    public static readonly PacketMix Imix = new("imix", [64, 576, 64, 64, 576, 64, 1400, 64, 576, 64, 576, 64]);

    public int LargestSize => Sizes.Max();

    /// <summary>Whether all are of one size, so that they can be sent as trains.</summary>
    public bool IsUniform => Sizes.Length == 1;

    /// <summary>A size in octets, or "imix".</summary>
    public static bool TryParse(string text, out PacketMix mix)
    {
        mix = Imix;
        if (text.Equals(Imix.Name, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < Smallest or > Largest)
            return false;
        mix = new PacketMix(text, [size]);
        return true;
    }
}
