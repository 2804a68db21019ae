using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// What RFC 2661 section 6 or a companion says of one control message: a row of <see cref="MessageSpecs"/>. What a row does not list the message
/// must not carry: we never send it there, and pass over it when a peer does.
/// </summary>
/// <param name="Section">Section of RFC 2661, or of the RFC that is named with it.</param>
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

    /// <summary>Of these AVPs a message may carry several; of all others the first counts.</summary>
    public ImmutableArray<AvpDefinition> Repeated { get; private init; } = [];

    /// <summary>The M bit of the Message Type AVP (section 4.4.1): whether a receiver that does not know the type must clear the tunnel.</summary>
    public bool IsMandatory { get; private init; } = true;

    public MessageSpec Must(params ReadOnlySpan<AvpDefinition> avps) => this with { Required = [.. avps] };

    public MessageSpec Should(params ReadOnlySpan<AvpDefinition> avps) => this with { Expected = [.. avps] };

    public MessageSpec May(params ReadOnlySpan<AvpDefinition> avps) => this with { Optional = [.. Optional, .. avps] };

    public MessageSpec Several(params ReadOnlySpan<AvpDefinition> avps) => this with { Repeated = [.. avps] };

    public MessageSpec Ignorable() => this with { IsMandatory = false };

    public MessageSpec Final() => this with { IsFinal = true };

    /// <summary>What a message lacks, or carries beyond this row; null when it is as the RFC wants it: the check of what we send.</summary>
    public string? Violation(ControlMessage message)
    {
        foreach (var definition in Required.Concat(Expected))
            if (!message.Has(definition))
                return $"{Type.RfcName()} lacks {definition}";
        foreach (var avp in message.Avps)
            if (!Lists(avp.Definition) || (!Repeated.Contains(avp.Definition) && message.Avps.Count(other => other.Definition == avp.Definition) > 1))
                return $"{Type.RfcName()} must not carry {avp.Definition}{(Lists(avp.Definition) ? " twice" : "")}";
        return null;
    }

    /// <summary>Whether the AVP belongs into this message; one that we know but that does not is passed over.</summary>
    public bool Lists(AvpDefinition avp) => Required.Contains(avp) || Expected.Contains(avp) || Optional.Contains(avp);
}
