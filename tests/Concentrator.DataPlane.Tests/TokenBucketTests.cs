using Concentrator.DataPlane.Paths;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class TokenBucketTests
{
    private const long Mbit = 1_000_000;

    [Fact]
    public void What_passes_in_a_second_should_be_the_rate_and_the_burst_once()
    {
        var bucket = new TokenBucket(new RateLimit(10 * Mbit, TimeSpan.FromMilliseconds(200)), now: 0);
        var passed = 0L;
        for (var now = 0; now < 1000; now++)
            for (var i = 0; i < 10; i++)
                passed += bucket.TryTake(1000, now) ? 8000 : 0;

        // 80 Mbit were offered.
        Assert.InRange(passed, 11.9 * Mbit, 12.0 * Mbit);
    }

    [Fact]
    public void What_is_within_the_rate_should_pass_whole()
    {
        var bucket = new TokenBucket(new RateLimit(10 * Mbit, TimeSpan.FromMilliseconds(200)), now: 0);
        for (var now = 0; now < 5000; now++)
            Assert.True(bucket.TryTake(1250, now));
    }

    [Fact]
    public void Longest_packet_should_pass_at_the_lowest_rate()
    {
        var bucket = new TokenBucket(new RateLimit(1, TimeSpan.FromMilliseconds(10)), now: 0);
        Assert.True(bucket.TryTake(ushort.MaxValue, 0));
        Assert.False(bucket.TryTake(1, 7_000));
        Assert.True(bucket.TryTake(1, 8_000));
    }

    [Fact]
    public void Longest_silence_should_bring_no_more_than_the_burst()
    {
        var bucket = new TokenBucket(new RateLimit(1_000_000 * Mbit, TimeSpan.FromMilliseconds(10)), now: 0);
        Assert.True(bucket.TryTake(1, long.MaxValue / 2));
        var passed = 0L;
        while (bucket.TryTake(65_000, long.MaxValue / 2))
            passed += 65_000 * 8;
        Assert.InRange(passed, 9_990 * Mbit, 10_000 * Mbit);
    }
}
