namespace Concentrator.Protocol.Ids;

/// <summary>A session of this node: both ids are our own, which the peer cannot choose.</summary>
public readonly record struct SessionKey(TunnelId Tunnel, SessionId Session)
{
    public override string ToString() => $"{Tunnel}/{Session}";
}
