using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Control.Reliability;

/// <summary>
/// The time-out of RFC 6298, from measured round trips. Karn's rule is shared: the channel offers only unambiguous measurements, and a
/// time-out that was doubled stays so until the next of them.
/// </summary>
internal sealed class RetransmissionTimeout(Retransmission options)
{
    /// <summary>G of RFC 6298: no owner's timer is finer.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(10);

    private TimeSpan _variation;

    public TimeSpan? SmoothedRoundTrip { get; private set; }

    public TimeSpan Value { get; private set; } = options.Initial;

    /// <summary>Sections 2.2 to 2.5.</summary>
    public void Measured(TimeSpan roundTrip)
    {
        if (SmoothedRoundTrip is { } smoothed)
        {
            _variation = 0.75 * _variation + 0.25 * (smoothed - roundTrip).Duration();
            SmoothedRoundTrip = 0.875 * smoothed + 0.125 * roundTrip;
        }
        else
        {
            _variation = roundTrip / 2;
            SmoothedRoundTrip = roundTrip;
        }

        var timeout = SmoothedRoundTrip.Value + Max(Granularity, 4 * _variation);
        Value = Min(Max(timeout, options.Minimum), options.Maximum);
    }

    /// <summary>Section 5.5.</summary>
    public void BackOff() => Value = Min(2 * Value, options.Maximum);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
