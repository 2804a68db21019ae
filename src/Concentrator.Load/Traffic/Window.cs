namespace Concentrator.Load.Traffic;

/// <summary>
/// How many packets may be under way, as TCP has it: who sends no more than arrives finds out what a path carries, not what becomes of it in a flood. When nothing
/// arrives any more, all that was under way is given up.
/// </summary>
/// <param name="size">Packets; 0: any number.</param>
/// <param name="arrived">Packets that have arrived so far.</param>
internal sealed class Window(int size, Func<long> arrived)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private long _arrived = arrived(), _underWay;
    private TimeSpan _since;

    /// <summary>Packets that may be sent now.</summary>
    public int Room(TimeSpan now, int most)
    {
        if (size == 0)
            return most;
        if (arrived() is var seen && seen != _arrived)
        {
            _underWay = Math.Max(0, _underWay - (seen - _arrived));
            (_arrived, _since) = (seen, now);
        }
        else if (now - _since > Patience)
            (_underWay, _since) = (0, now);
        return (int)Math.Min(most, size - _underWay);
    }

    public void Send(int count) => _underWay += count;
}
