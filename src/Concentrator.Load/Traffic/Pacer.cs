namespace Concentrator.Load.Traffic;

/// <summary>How many packets may be sent by now. Who is late catches up a little; what it cannot catch up is skipped, and counted.</summary>
/// <param name="rate">Packets per second; 0: as fast as possible.</param>
/// <param name="patience">How far behind its rate a sender may be.</param>
internal sealed class Pacer(double rate, TimeSpan start, TimeSpan patience)
{
    private long _spent;

    /// <summary>Packets that were due and not sent in time.</summary>
    public long Skipped { get; private set; }

    /// <summary>When the next packet is due; at once where there is no rate.</summary>
    public TimeSpan NextDue => rate > 0 ? start + TimeSpan.FromSeconds((_spent + 1) / rate) : TimeSpan.Zero;

    /// <summary>Gives how many are due, and takes them as sent.</summary>
    public int Take(TimeSpan now, int most)
    {
        if (rate <= 0)
            return most;
        var due = (long)((now - start).TotalSeconds * rate) - _spent;
        var bearable = Math.Max(most, (long)(patience.TotalSeconds * rate));
        if (due > bearable)
        {
            Skipped += due - bearable;
            _spent += due - bearable;
            due = bearable;
        }

        var taken = (int)Math.Clamp(due, 0, most);
        _spent += taken;
        return taken;
    }
}
