using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public sealed class StayTests
{
    private static readonly TimeSpan Begun = TimeSpan.FromSeconds(100);

    private static TimeSpan After(int seconds) => Begun + TimeSpan.FromSeconds(seconds);

    [Fact]
    public void Session_without_limits_should_stay_and_never_be_looked_at()
    {
        var stay = new Stay(StayLimits.None, Begun, 0);
        Assert.Null(stay.NextDue);
        Assert.Null(stay.Look(After(1_000_000), 0));
    }

    [Fact]
    public void Session_should_end_at_its_time_however_busy_it_is()
    {
        var stay = new Stay(new StayLimits(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20)), Begun, 0);
        Assert.Equal(After(20), stay.NextDue);
        Assert.Null(stay.Look(After(20), 1));
        Assert.Null(stay.Look(After(40), 2));
        Assert.Null(stay.Look(After(59), 3));
        Assert.Equal(After(60), stay.NextDue);
        Assert.Equal(TerminateCause.SessionTimeout, stay.Look(After(60), 4));
    }

    [Fact]
    public void Session_should_end_when_nothing_passed_between_two_looks()
    {
        var stay = new Stay(new StayLimits(null, TimeSpan.FromSeconds(20)), Begun, 7);
        Assert.Null(stay.Look(After(20), 8));
        Assert.Equal(After(40), stay.NextDue);
        Assert.Null(stay.Look(After(39), 8));
        Assert.Equal(TerminateCause.IdleTimeout, stay.Look(After(40), 8));
    }
}
