using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// What a LAC says of the subscriber's access line in ICRQ (RFC 5515 section 5): attributes of the Broadband Forum, by whose Vendor ID they
/// are told from the IETF's of the same numbers. In the RFC's order.
/// </summary>
public static class AccessLineAvps
{
    /// <summary>Broadband Forum, once the ADSL Forum.</summary>
    public const ushort Vendor = 3561;

    // Filled by the rows below; must stand above them.
    private static readonly AvpDefinition?[] ByType = new AvpDefinition?[255];

    public static readonly AvpDefinition<string> AgentCircuitId = Id(1, "Agent-Circuit-Id");
    public static readonly AvpDefinition<string> AgentRemoteId = Id(2, "Agent-Remote-Id");
    public static readonly AvpDefinition<ulong> ActualDataRateUpstream = Rate(129, "Actual-Data-Rate-Upstream");
    public static readonly AvpDefinition<ulong> ActualDataRateDownstream = Rate(130, "Actual-Data-Rate-Downstream");
    public static readonly AvpDefinition<ulong> MinimumDataRateUpstream = Rate(131, "Minimum-Data-Rate-Upstream");
    public static readonly AvpDefinition<ulong> MinimumDataRateDownstream = Rate(132, "Minimum-Data-Rate-Downstream");
    public static readonly AvpDefinition<ulong> AttainableDataRateUpstream = Rate(133, "Attainable-Data-Rate-Upstream");
    public static readonly AvpDefinition<ulong> AttainableDataRateDownstream = Rate(134, "Attainable-Data-Rate-Downstream");
    public static readonly AvpDefinition<ulong> MaximumDataRateUpstream = Rate(135, "Maximum-Data-Rate-Upstream");
    public static readonly AvpDefinition<ulong> MaximumDataRateDownstream = Rate(136, "Maximum-Data-Rate-Downstream");
    public static readonly AvpDefinition<ulong> MinimumDataRateUpstreamLowPower = Rate(137, "Minimum-Data-Rate-Upstream-Low-Power");
    public static readonly AvpDefinition<ulong> MinimumDataRateDownstreamLowPower = Rate(138, "Minimum-Data-Rate-Downstream-Low-Power");
    public static readonly AvpDefinition<uint> MaximumInterleavingDelayUpstream = Row(139, "Maximum-Interleaving-Delay-Upstream", AvpFormats.UInt32);
    public static readonly AvpDefinition<uint> ActualInterleavingDelayUpstream = Row(140, "Actual-Interleaving-Delay-Upstream", AvpFormats.UInt32);
    public static readonly AvpDefinition<uint> MaximumInterleavingDelayDownstream = Row(141, "Maximum-Interleaving-Delay-Downstream", AvpFormats.UInt32);
    public static readonly AvpDefinition<uint> ActualInterleavingDelayDownstream = Row(142, "Actual-Interleaving-Delay-Downstream", AvpFormats.UInt32);
    public static readonly AvpDefinition<LoopEncapsulation> AccessLoopEncapsulation = Row(144, "Access-Loop-Encapsulation", AvpFormats.LoopEncapsulation);
    public static readonly AvpDefinition<AccessLineType> AncpAccessLineType = Row(145, "ANCP Access Line Type", AvpFormats.AccessLineType);
    public static readonly AvpDefinition<uint> IwfSession = Row(254, "IWF-Session", AvpFormats.UInt32);

    /// <summary>Every row, for the specs of the messages that carry them.</summary>
    public static ReadOnlySpan<AvpDefinition> All => ByType.OfType<AvpDefinition>().ToArray();

    /// <summary>Null when the RFC knows no such attribute.</summary>
    public static AvpDefinition? Find(ushort type) => type < ByType.Length ? ByType[type] : null;

    /// <summary>2 to 63 octets, which mean nothing to a LAC or LNS.</summary>
    private static AvpDefinition<string> Id(ushort type, string name) =>
        Row(type, name, AvpFormats.Text, accepts: id => OctetText.Encode(id).Length is >= 2 and <= 63);

    /// <summary>Bits per second.</summary>
    private static AvpDefinition<ulong> Rate(ushort type, string name) => Row(type, name, AvpFormats.UInt64);

    /// <summary>All may be hidden, and none is sent with the M bit, so that an LNS that knows nothing of lines takes the call.</summary>
    private static AvpDefinition<T> Row<T>(ushort type, string name, AvpFormat<T> format, Func<T, bool>? accepts = null)
    {
        var row = new AvpDefinition<T>(Vendor, type, name, format, IsMandatory: false, MayBeHidden: true, Accepts: accepts);
        ByType[type] = row;
        return row;
    }
}
