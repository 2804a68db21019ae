using Concentrator.Actors.Shell;
using Xunit;

namespace Concentrator.Actors.Tests.Shell;

public class TimerQueueTests
{
    private TimerQueue<string> _timers = new();

    [Fact]
    public void Timers_should_come_in_the_order_of_their_due_times()
    {
        _timers.Start("late", TimeSpan.FromSeconds(3));
        _timers.Start("early", TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _timers.NextDue);
        Assert.Equal(["early", "late"], Take(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void Timer_should_not_come_before_it_is_due()
    {
        _timers.Start("a", TimeSpan.FromSeconds(2));
        Assert.Empty(Take(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Timer_that_is_started_again_should_come_once_at_its_new_time()
    {
        _timers.Start("a", TimeSpan.FromSeconds(1));
        _timers.Start("a", TimeSpan.FromSeconds(2));
        Assert.Empty(Take(TimeSpan.FromSeconds(1)));
        Assert.Equal(["a"], Take(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Timer_that_is_cancelled_should_not_come()
    {
        _timers.Start("a", TimeSpan.FromSeconds(1));
        _timers.Cancel("a");
        Assert.Null(_timers.NextDue);
        Assert.Empty(Take(TimeSpan.FromSeconds(5)));
    }

    private List<string> Take(TimeSpan now)
    {
        var taken = new List<string>();
        while (_timers.TryTakeDue(now, out var key))
            taken.Add(key);
        return taken;
    }
}
