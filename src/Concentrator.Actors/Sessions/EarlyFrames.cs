using Concentrator.Actors.Shell;

namespace Concentrator.Actors.Sessions;

/// <summary>
/// PPP frames that come before whoever takes them is ready: PPP's first words, without which it would lose a restart timer. More than a few are dropped, as
/// on any line.
/// </summary>
/// <param name="drops">Counts those.</param>
internal sealed class EarlyFrames(DropCount drops)
{
    internal const int Limit = 8;

    private readonly Queue<(ushort Protocol, ReadOnlyMemory<byte> Packet)> _frames = new();

    public void Keep(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        if (_frames.Count < Limit)
            _frames.Enqueue((protocol, packet));
        else
            drops.Add();
    }

    /// <summary>Passes them on in the order in which they came.</summary>
    public void PassTo(Action<ushort, ReadOnlyMemory<byte>> taker)
    {
        while (_frames.TryDequeue(out var frame))
            taker(frame.Protocol, frame.Packet);
    }

    public void Clear() => _frames.Clear();
}
