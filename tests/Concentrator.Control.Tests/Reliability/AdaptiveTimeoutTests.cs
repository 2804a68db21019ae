using Concentrator.Control.Reliability;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>What the adaptive timer is good for, against the fixed one of RFC 2661 section 5.8; docs/performance.md has the figures.</summary>
public class AdaptiveTimeoutTests
{
    private const int Runs = 300;

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Short_path_should_be_set_up_in_half_the_time_without_more_spurious_retransmissions(double loss)
    {
        var (adaptive, @fixed) = Compare(roundTripMilliseconds: 2, loss);
        Assert.True(adaptive.Median < @fixed.Median / 2, $"{adaptive} against {@fixed}");
        Assert.True(adaptive.Slow < @fixed.Slow * 0.75, $"{adaptive} against {@fixed}");
        Assert.True(adaptive.Spurious < @fixed.Spurious * 1.1 + 0.1, $"{adaptive} against {@fixed}");
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Long_path_should_be_set_up_as_fast_without_more_spurious_retransmissions(double loss)
    {
        var (adaptive, @fixed) = Compare(roundTripMilliseconds: 600, loss);
        Assert.True(adaptive.Median < @fixed.Median * 1.1, $"{adaptive} against {@fixed}");
        Assert.True(adaptive.Slow < @fixed.Slow * 1.25, $"{adaptive} against {@fixed}");
        Assert.True(adaptive.Spurious < @fixed.Spurious * 1.2 + 0.2, $"{adaptive} against {@fixed}");
    }

    [Fact]
    public void Path_longer_than_the_first_timeout_should_be_learned_where_the_fixed_timer_sends_everything_twice()
    {
        var (adaptive, @fixed) = Compare(roundTripMilliseconds: 1500, loss: 0);
        Assert.True(adaptive.Spurious < @fixed.Spurious / 2, $"{adaptive} against {@fixed}");
    }

    /// <summary>Where the time-out came down again by acknowledgements of what was sent twice, nothing would ever be measured (Karn).</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(700)]
    public void Path_that_becomes_longer_should_be_learned(int delayMilliseconds)
    {
        var (left, right) = (new Station(new ReliableChannel<ControlMessage>(new ChannelOptions())), new Station(new ReliableChannel<ControlMessage>(new ChannelOptions())));
        var link = new LossyLink(left, right, seed: 1, delayMilliseconds: 1);
        Exchange(20);
        link.DelayMilliseconds = delayMilliseconds;
        Exchange(10);
        var learned = left.Channel.Facts.Retransmissions;
        Exchange(20);
        Assert.Equal(learned, left.Channel.Facts.Retransmissions);
        Assert.InRange(learned, 1, 16);

        void Exchange(int messages)
        {
            for (var number = 0; number < messages; number++)
            {
                left.Channel.Enqueue(Messages.Numbered(number));
                link.Run(link.Now + TimeSpan.FromMinutes(1), () => left.Channel.IsDrained);
                link.Run(link.Now + TimeSpan.FromMilliseconds(number));
            }
        }
    }

    private static (SetUpSummary Adaptive, SetUpSummary Fixed) Compare(int roundTripMilliseconds, double loss) => (
        SetUpSummary.Of(SetUpSimulation.Adaptive, roundTripMilliseconds, loss, Runs), SetUpSummary.Of(SetUpSimulation.Fixed, roundTripMilliseconds, loss, Runs));
}
