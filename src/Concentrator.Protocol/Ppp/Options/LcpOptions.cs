using System.Collections.Immutable;

namespace Concentrator.Protocol.Ppp;

/// <summary>LCP's configuration options, one row each (RFC 1661 section 6; the last three only to be read in a transcript).</summary>
public static class LcpOptions
{
    public static readonly OptionDefinition<ushort> Mru = new(1, "mru", OptionFormats.UInt16);
    public static readonly OptionDefinition<uint> Accm = new(2, "accm", OptionFormats.UInt32);        // RFC 1662 section 7.1
    public static readonly OptionDefinition<AuthMethod> Authentication = new(3, "auth", OptionFormats.Authentication);
    public static readonly OptionDefinition<ImmutableArray<byte>> Quality = new(4, "quality", OptionFormats.Raw);
    public static readonly OptionDefinition<uint> Magic = new(5, "magic", OptionFormats.UInt32);
    public static readonly OptionDefinition<bool> Pfc = new(7, "pfc", OptionFormats.Flag);
    public static readonly OptionDefinition<bool> Acfc = new(8, "acfc", OptionFormats.Flag);
    public static readonly OptionDefinition<byte> FcsAlternatives = new(9, "fcs", OptionFormats.UInt8);                // RFC 1570 2.1
    public static readonly OptionDefinition<ImmutableArray<byte>> Callback = new(13, "callback", OptionFormats.Raw);  // RFC 1570 2.3
    public static readonly OptionDefinition<ImmutableArray<byte>> Mrru = new(17, "mrru", OptionFormats.Raw);          // RFC 1990 5.1.1
    public static readonly OptionDefinition<ImmutableArray<byte>> Endpoint = new(19, "endpoint", OptionFormats.Raw);  // RFC 1990 5.1.3

    public static readonly ImmutableArray<OptionDefinition> All =
        [Mru, Accm, Authentication, Quality, Magic, Pfc, Acfc, FcsAlternatives, Callback, Mrru, Endpoint];

    /// <summary>MRU of a peer that announces none (RFC 1661 section 6.1).</summary>
    public const ushort DefaultMru = 1500;

    /// <summary>ACCM of a peer that announces none (RFC 1662 section 7.1).</summary>
    public const uint DefaultAccm = 0xffff_ffff;
}
