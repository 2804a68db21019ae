using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp;

/// <summary>What RFC 2661 section 6 says of one control message: a row of <see cref="MessageSpecs"/>.</summary>
/// <param name="Section">Section of RFC 2661.</param>
/// <param name="Create">Makes the message of AVPs that were checked against this row.</param>
public sealed record MessageSpec(MessageType Type, string Section, Func<ImmutableArray<Avp>, ControlMessage> Create)
{
    /// <summary>Without one of these the message is refused.</summary>
    public ImmutableArray<AvpDefinition> Required { get; private init; } = [];

    /// <summary>"MUST be present", yet real peers leave them out and the message can be understood without.</summary>
    public ImmutableArray<AvpDefinition> Expected { get; private init; } = [];

    public ImmutableArray<AvpDefinition> Optional { get; private init; } = [];

    /// <summary>
    /// Whether no defect of an AVP makes us refuse it: StopCCN and CDN end what the answer to the defect would end, and
    /// arguing with them would only hide the peer's reason.
    /// </summary>
    public bool IsFinal { get; private init; }

    public MessageSpec Must(params ReadOnlySpan<AvpDefinition> avps) => this with { Required = [.. avps] };

    public MessageSpec Should(params ReadOnlySpan<AvpDefinition> avps) => this with { Expected = [.. avps] };

    public MessageSpec May(params ReadOnlySpan<AvpDefinition> avps) => this with { Optional = [.. avps] };

    public MessageSpec Final() => this with { IsFinal = true };

    /// <summary>Whether the AVP belongs into this message; one that we know but that does not is passed over.</summary>
    public bool Lists(AvpDefinition avp) => Required.Contains(avp) || Expected.Contains(avp) || Optional.Contains(avp);
}
