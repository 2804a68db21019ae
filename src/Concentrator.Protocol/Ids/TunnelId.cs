namespace Concentrator.Protocol.Ids;

/// <summary>A Tunnel ID (RFC 2661 section 3.1): 16 bits, of meaning only to the side that assigned it.</summary>
public readonly record struct TunnelId(ushort Value)
{
    /// <summary>Zero: the peer's id is not yet known, so the message is matched by its AVPs.</summary>
    public static readonly TunnelId Unassigned = default;

    public override string ToString() => Value.ToString();
}
