using System.Collections.Immutable;

namespace Concentrator.Protocol.Ppp;

/// <summary>IPV6CP's configuration options (RFC 5072 section 4, RFC 5172).</summary>
public static class Ipv6cpOptions
{
    public static readonly OptionDefinition<ulong> InterfaceId = new(1, "interface-id", OptionFormats.UInt64);
    public static readonly OptionDefinition<ImmutableArray<byte>> Compression = new(2, "compression", OptionFormats.Raw);

    public static readonly ImmutableArray<OptionDefinition> All = [InterfaceId, Compression];
}
