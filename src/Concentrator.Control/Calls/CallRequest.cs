using System.Collections.Immutable;
using Concentrator.Control.Policy;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Calls;

/// <summary>The call that is wanted: what ICRQ or OCRQ says of it.</summary>
public sealed record CallRequest
{
    /// <summary>The AVPs that the properties of a request and of its <see cref="CallConnection"/> say all of.</summary>
    public static readonly ImmutableArray<AvpDefinition> SaidByProperties =
    [
        AvpCatalog.AssignedSessionId, AvpCatalog.CallSerialNumber, AvpCatalog.CallingNumber, AvpCatalog.CalledNumber, AvpCatalog.SubAddress,
        AvpCatalog.PhysicalChannelId, AvpCatalog.TxConnectSpeed, AvpCatalog.RxConnectSpeed, AvpCatalog.FramingType,
    ];

    /// <summary>By which administrators of both sides name the call (RFC 2661 section 4.4.4).</summary>
    public uint SerialNumber { get; init; }

    /// <summary>Of an outgoing call, none: any that the LAC has.</summary>
    public BearerTypes Bearer { get; init; } = BearerTypes.None;

    public string? CallingNumber { get; init; }

    /// <summary>Of an outgoing call: whom to dial.</summary>
    public string? CalledNumber { get; init; }

    public string? SubAddress { get; init; }

    public uint? PhysicalChannelId { get; init; }

    /// <summary>Outgoing calls only, bits per second.</summary>
    public uint MinimumBps { get; init; }

    /// <inheritdoc cref="MinimumBps"/>
    public uint MaximumBps { get; init; }

    /// <summary>Outgoing calls only; none: any that the LAC knows.</summary>
    public FramingTypes Framing { get; init; } = FramingTypes.Synchronous;

    /// <summary>Incoming calls only: how it is connected, known beforehand since the caller is already there.</summary>
    public CallConnection Connection { get; init; } = CallConnection.Usual;

    /// <summary>Incoming calls only: <see cref="Connection"/> is not known yet, and <see cref="CallEvent.BearerAnswered"/> will tell it.</summary>
    public bool AwaitsConnection { get; init; }

    /// <summary>
    /// What a peer's ICRQ carried beside <see cref="SaidByProperties"/>, and of these what came hidden. It goes on with the call where that is placed as one of
    /// ours.
    /// </summary>
    public ValueList<Avp> Received { get; init; } = [];

    /// <summary>Per hop behaviour of the call's packets: what is asked for, then what is agreed upon (RFC 3308 section 4); null: each side's own.</summary>
    public PhbCode? Ds { get; init; }

    /// <summary>The LAC tells, and answers, how fast the call is connected while it lasts (RFC 5515 section 6.2).</summary>
    public bool SpeedUpdates { get; init; }
}

/// <summary>How the line of a call is connected: what ICCN or OCCN says of it.</summary>
/// <param name="TxSpeed">Bits per second from the LAC to the remote system.</param>
/// <param name="RxSpeed">The other way; null: as fast.</param>
/// <param name="SequencingRequired">The LAC wants sequence numbers in all data messages (RFC 2661 section 5.4).</param>
/// <param name="Proxied">What the LAC has settled with the remote system already; null: nothing. ICCN only.</param>
public sealed record CallConnection(
    uint TxSpeed = 1_000_000_000, uint? RxSpeed = null, FramingTypes Framing = FramingTypes.Synchronous, bool SequencingRequired = false,
    ProxiedLink? Proxied = null)
{
    /// <summary>Of a call that nothing is known of.</summary>
    public static readonly CallConnection Usual = new();

    /// <summary>What the LAC's line wants and allows of LCP; null: it does not say.</summary>
    public LineTerms? Line { get; init; }

    /// <summary>What a peer's ICCN carried beside what the properties say: see <see cref="CallRequest.Received"/>.</summary>
    public ValueList<Avp> Received { get; init; } = [];

    /// <summary>The user by Proxy Authen Name, for a call that a LAC brings and has authenticated or not (RFC 2661 section 4.4.5).</summary>
    public string? ProxyUser => new Iccn([.. Received]).ProxyAuthenName;

    public string? PrivateGroup => new Iccn([.. Received]).PrivateGroupId is { } group ? OctetText.Decode(group.AsSpan()) : null;

    /// <summary>The same with this Private Group ID, and no other.</summary>
    public CallConnection InGroup(string group) => this with
    {
        Received =
        [
            .. Received.Where(avp => avp.Definition != AvpCatalog.PrivateGroupId),
            AvpCatalog.PrivateGroupId.Of([.. OctetText.Encode(group)]),
        ],
    };
}
