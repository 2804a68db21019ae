using System.Collections.Immutable;
using System.Net;

namespace Concentrator.Protocol.Ppp;

/// <summary>IPCP's configuration options, one row each (RFC 1332 section 3, RFC 1877 section 1).</summary>
public static class IpcpOptions
{
    public static readonly OptionDefinition<ImmutableArray<byte>> Addresses = new(1, "addresses", OptionFormats.Raw);
    public static readonly OptionDefinition<ImmutableArray<byte>> Compression = new(2, "compression", OptionFormats.Raw);
    public static readonly OptionDefinition<IPAddress> Address = new(3, "address", OptionFormats.Ipv4Address);
    public static readonly OptionDefinition<IPAddress> PrimaryDns = new(129, "dns1", OptionFormats.Ipv4Address);
    public static readonly OptionDefinition<IPAddress> PrimaryNbns = new(130, "nbns1", OptionFormats.Ipv4Address);
    public static readonly OptionDefinition<IPAddress> SecondaryDns = new(131, "dns2", OptionFormats.Ipv4Address);
    public static readonly OptionDefinition<IPAddress> SecondaryNbns = new(132, "nbns2", OptionFormats.Ipv4Address);

    public static readonly ImmutableArray<OptionDefinition> All =
        [Addresses, Compression, Address, PrimaryDns, PrimaryNbns, SecondaryDns, SecondaryNbns];
}
