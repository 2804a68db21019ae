using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tunnels;

/// <summary>The unit in which tunnels are owned: the high bits of a local Tunnel ID, so any node can tell whose a packet is.</summary>
public readonly record struct Slot(byte Number)
{
    public const int Count = 256;

    /// <summary>Tunnel ids of one slot; slot 0 has one fewer, since Tunnel ID 0 means "not assigned".</summary>
    public const int Size = 65536 / Count;

    public static Slot Of(TunnelId tunnel) => new((byte)(tunnel.Value / Size));

    public TunnelId TunnelAt(int index) => new((ushort)(Number * Size + index));

    public override string ToString() => Number.ToString();
}
