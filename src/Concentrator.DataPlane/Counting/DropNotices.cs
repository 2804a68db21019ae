using System.Text;

namespace Concentrator.DataPlane.Counting;

/// <summary>
/// Puts into words what the data plane has dropped since it was asked last: one line for all of it, however much it is, so whoever asks sets the rate.
/// </summary>
public sealed class DropNotices
{
    /// <summary>Fewer of a kind are no news: a host that speaks multicast on its device, a call that has just ended.</summary>
    public const int Few = 10;

    private DataPlaneCounters? _last;

    /// <summary>Null where there is nothing to say.</summary>
    public string? Next(DataPlaneCounters counters)
    {
        var last = _last;
        _last = counters;
        if (last is null)
            return null;
        var text = new StringBuilder();
        foreach (var (reason, count) in counters.Drops)
        {
            if (count - last.Drops.GetValueOrDefault(reason) is not (>= Few and var dropped))
                continue;
            text.Append(text.Length == 0 ? "dropped: " : ", ").Append(dropped).Append(" × ").Append(char.ToLowerInvariant($"{reason}"[0])).Append($"{reason}"[1..]);
            if (counters.Senders.TryGetValue(reason, out var sender))
                text.Append(" (the last from ").Append(sender).Append(')');
        }

        return text.Length == 0 ? null : text.ToString();
    }
}
