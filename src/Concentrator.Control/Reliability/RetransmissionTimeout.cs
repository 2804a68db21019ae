using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Control.Reliability;

/// <summary>
/// The time-out of RFC 6298, from measured round trips; or the fixed one of RFC 2661 section 5.8, which begins anew with each message. Karn's rule is
/// shared: the channel offers only unambiguous measurements, and a time-out that was doubled stays so until the next of them, or until it is plain that
/// what was sent twice was lost the first time.
/// </summary>
internal sealed class RetransmissionTimeout(Retransmission options)
{
    /// <summary>G of RFC 6298: no owner's timer is finer.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(10);

    /// <summary>A round trip that has become longer may look like losses, though not for long: then only a measurement tells.</summary>
    private const int MostRecoveries = 4;

    private TimeSpan _variation;

    /// <summary>Since the last measurement.</summary>
    private int _recoveries;

    /// <summary>Not doubled.</summary>
    private TimeSpan _base = options.Initial;

    public TimeSpan? SmoothedRoundTrip { get; private set; }

    public TimeSpan Value { get; private set; } = options.Initial;

    private TimeSpan Margin => Max(Granularity, 4 * _variation);

    /// <summary>Sections 2.2 to 2.5.</summary>
    public void Measured(TimeSpan roundTrip)
    {
        _recoveries = 0;
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

        var timeout = SmoothedRoundTrip.Value + Margin;
        if (options.Adaptive)
            Value = _base = Min(Max(timeout, options.Minimum), options.Maximum);
    }

    /// <summary>
    /// Something that was sent again is acknowledged. That measures nothing (Karn), but when it comes as long after the last transmission as round trips
    /// take, the round trip has not changed and the message was lost: then the next one needs no longer time-out than before.
    /// </summary>
    /// <param name="sinceLast">Since the last transmission of what is acknowledged.</param>
    public void Recovered(TimeSpan sinceLast)
    {
        if (!options.Adaptive)
            Value = _base;
        else if (SmoothedRoundTrip is { } usual && sinceLast >= usual / 2 && sinceLast <= usual + Margin && ++_recoveries <= MostRecoveries)
            Value = _base;
    }

    /// <summary>
    /// Section 5.5. What is doubled is the time-out as measured: losses that lie apart, with nothing to be measured between them, do not add up. It never
    /// falls by that, so that a round trip which has become longer is measured in the end (Karn).
    /// </summary>
    /// <param name="inARow">Time-outs without anything acknowledged between them, this one among them.</param>
    public void BackOff(int inARow) => Value = Min(Max(Value, _base * Math.Pow(2, Math.Min(inARow, 16))), options.Maximum);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
