using Concentrator.Load.Measuring;

namespace Concentrator.Load.Tests.Measuring;

public class VerdictTests
{
    private static readonly TrafficFigures Clean = new("64", 0, 10, 1000, 0, 0, 1000, 0, 0, 0, 100, 100, 100, 1, new Percentiles(null, null, null, null));

    [Fact]
    public void Busy_thread_should_be_the_limit_of_the_set_up()
    {
        Assert.Equal(LoadLimit.Generator, Verdict.OfSetup(0.95, 0, "thread 1").Limit);
        Assert.Equal(LoadLimit.Server, Verdict.OfSetup(0.5, 0, "thread 1").Limit);
    }

    [Fact]
    public void Full_receive_buffer_should_be_the_limit_of_the_set_up() => Assert.Equal(LoadLimit.Generator, Verdict.OfSetup(0.1, 1, "thread 1").Limit);

    [Fact]
    public void All_arriving_at_full_speed_should_say_nothing_of_the_lns() => Assert.Equal(LoadLimit.Generator, Verdict.OfTraffic("upstream", Clean, 1).Limit);

    [Fact]
    public void All_arriving_at_a_rate_should_be_as_asked_for() => Assert.Equal(LoadLimit.Plan, Verdict.OfTraffic("upstream", Clean with { Rate = 100 }, 0).Limit);

    [Fact]
    public void Loss_should_be_the_lns_limit() =>
        Assert.Equal(LoadLimit.Server, Verdict.OfTraffic("upstream", Clean with { Received = 900, Lost = 100 }, 0).Limit);

    [Fact]
    public void Loss_in_our_own_buffer_should_be_ours() =>
        Assert.Equal(LoadLimit.Generator, Verdict.OfTraffic("upstream", Clean with { Received = 900, Lost = 100, ReceiveDrops = 100 }, 0).Limit);

    [Fact]
    public void Packets_that_were_not_sent_in_time_should_be_ours() =>
        Assert.Equal(LoadLimit.Generator, Verdict.OfTraffic("upstream", Clean with { Rate = 200, Skipped = 1000 }, 0).Limit);
}
