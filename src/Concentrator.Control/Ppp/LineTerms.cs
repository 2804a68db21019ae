using System.Collections.Immutable;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using static Concentrator.Protocol.Ppp.LcpOptions;

namespace Concentrator.Control.Ppp;

/// <summary>What the line of a LAC wants of LCP and what it allows, for the LNS to negotiate by (RFC 3437 section 2). Null: the LAC does not say.</summary>
/// <param name="Want">Options that the LNS should begin with in its own Configure-Request (section 2.1).</param>
/// <param name="Allow">Options that the line can do, with the most that it can do of them (section 2.2).</param>
public sealed record LineTerms(ImmutableArray<PppOption>? Want, ImmutableArray<PppOption>? Allow)
{
    /// <summary>A call whose LAC says nothing.</summary>
    internal static readonly LineTerms Unknown = new(null, null);

    /// <summary>A line with the framing of RFC 1662, on which every octet counts and all control characters pass, or can be escaped.</summary>
    public static readonly LineTerms Asynchronous =
        new([LcpOptions.Accm.Of(0), Pfc.Of(true), Acfc.Of(true)], [LcpOptions.Accm.Of(uint.MaxValue), Pfc.Of(true), Acfc.Of(true)]);

    /// <summary>PPPoE: no option of framing (RFC 2516 section 7), and this MRU at most, octets.</summary>
    public static LineTerms Ethernet(ushort mru) => new([LcpOptions.Mru.Of(mru)], [LcpOptions.Mru.Of(mru)]);

    /// <summary>What AVPs 49 and 50 say; null for neither. One that holds no options says nothing.</summary>
    internal static LineTerms? Of(ImmutableArray<byte>? want, ImmutableArray<byte>? allow) =>
        new LineTerms(Read(want), Read(allow)) is { } terms && terms != Unknown ? terms : null;

    internal ImmutableArray<Avp> Avps =>
    [
        .. Want is { } want ? [AvpCatalog.LcpWantOptions.Of([.. PppOptionList.Write(want)])] : ImmutableArray<Avp>.Empty,
        .. Allow is { } allow ? [AvpCatalog.LcpAllowOptions.Of([.. PppOptionList.Write(allow)])] : ImmutableArray<Avp>.Empty,
    ];

    // -- our Configure-Request

    /// <summary>The line's MRU is the most; we may have less.</summary>
    internal ushort Mru(PppSettings settings) =>
        Want?.Get(LcpOptions.Mru, settings.Mru) is { } wanted && wanted >= settings.LowestPeerMru ? Math.Min(wanted, settings.Mru) : settings.Mru;

    /// <summary>What the line wants escaped, and what we do.</summary>
    internal uint? Accm(PppSettings settings) => Want?.Has(LcpOptions.Accm) == true
        ? Want.Value.Get(LcpOptions.Accm, 0u) | (settings.Accm ?? 0)
        : Allows(LcpOptions.Accm) ? settings.Accm : null;

    /// <param name="ours">Whether we would without anybody's wish.</param>
    internal bool Asks(OptionDefinition option, bool ours) => Want?.Has(option) == true || (ours && Allows(option));

    /// <summary>An FCS other than that of RFC 1662 is for the LAC and the peer; here there is none (section 2.1).</summary>
    internal ImmutableArray<PppOption> Fcs => Want?.RemoveAll(option => !FcsAlternatives.Is(option)) ?? [];

    // -- the peer's

    /// <summary>What the LAC does not name it cannot do, and would reject (section 2.2).</summary>
    internal bool Allows(OptionDefinition option) => Allow?.Has(option) != false;

    /// <summary>The most that the peer may be sent. A LAC that names no MRU leaves it to us: that option is nothing that a line does.</summary>
    internal ushort LargestPeerMru(PppSettings settings) =>
        Allow?.Get(LcpOptions.Mru, settings.LargestPeerMru) is { } allowed && allowed >= settings.LowestPeerMru
            ? Math.Min(allowed, settings.LargestPeerMru)
            : settings.LargestPeerMru;

    /// <summary>Characters that the LAC can escape towards the peer.</summary>
    internal uint LargestAccm => Allow?.Get(LcpOptions.Accm, 0u) ?? uint.MaxValue;

    /// <summary>Only what the LAC names, and nothing where it names nothing.</summary>
    internal bool AllowsFcs(byte alternatives) => Allow?.Get(FcsAlternatives, (byte)0) is { } allowed && alternatives != 0 && (alternatives & ~allowed) == 0;

    private static ImmutableArray<PppOption>? Read(ImmutableArray<byte>? octets) =>
        octets is { } data && PppOptionList.TryParse(data.AsSpan(), out var options) ? options : null;
}
