using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Start-Control-Connection-Connected (SCCCN, RFC 2661 section 6.3): completes the establishment of a control connection.</summary>
public sealed record Scccn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Scccn, Avps)
{
    public ImmutableArray<byte>? ChallengeResponse => Find(AvpCatalog.ChallengeResponse)?.Value;
}
