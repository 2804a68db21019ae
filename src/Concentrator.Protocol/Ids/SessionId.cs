namespace Concentrator.Protocol.Ids;

/// <summary>A Session ID (RFC 2661 section 3.1): 16 bits, unique within a tunnel, of meaning only to the side that assigned it.</summary>
public readonly record struct SessionId(ushort Value)
{
    /// <summary>Zero: the message concerns the tunnel, or the peer's id for the call is not yet known.</summary>
    public static readonly SessionId Unassigned = default;

    public override string ToString() => Value.ToString();
}
