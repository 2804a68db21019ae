namespace Concentrator.Protocol.Ids;

/// <summary>A SESSION_ID of PPPoE (RFC 2516 section 4): names a session together with the two Ethernet addresses.</summary>
public readonly record struct PppoeSessionId(ushort Value)
{
    /// <summary>Zero: no session yet, or none any more.</summary>
    public static readonly PppoeSessionId None = default;

    /// <summary>Reserved: "MUST NOT be used".</summary>
    public static readonly PppoeSessionId Reserved = new(ushort.MaxValue);

    public override string ToString() => Value.ToString();
}
