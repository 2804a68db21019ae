using Concentrator.Load.Measuring;
using FsCheck.Xunit;

namespace Concentrator.Load.Tests.Measuring;

public class HistogramTests
{
    [Fact]
    public void Nothing_recorded_should_have_no_percentiles() => Assert.Null(new Histogram().Percentile(0.5));

    [Property]
    public void Percentiles_should_be_right_within_a_hundredth(uint[] microseconds, byte part)
    {
        if (microseconds.Length == 0)
            return;
        var (histogram, sorted) = (new Histogram(), microseconds.Order().ToArray());
        foreach (var value in microseconds)
            histogram.Record(TimeSpan.FromMicroseconds(value));
        var wanted = sorted[Math.Max(1, (int)Math.Ceiling(part / 255.0 * sorted.Length)) - 1];
        var found = histogram.Percentile(part / 255.0)!.Value.TotalMicroseconds;
        Assert.InRange(found, wanted, wanted * 1.01 + 1);
        Assert.Equal(sorted[^1], histogram.Percentile(1)!.Value.TotalMicroseconds);
    }

    [Fact]
    public void Sum_should_be_as_if_all_had_been_recorded_in_one()
    {
        Histogram left = new(), right = new(), both = new();
        for (var i = 0; i < 1000; i++)
        {
            var duration = TimeSpan.FromMicroseconds(i * i);
            (i % 2 == 0 ? left : right).Record(duration);
            both.Record(duration);
        }

        left.Add(right);
        foreach (var part in new[] { 0, 0.5, 0.9, 0.99, 1 })
            Assert.Equal(both.Percentile(part), left.Percentile(part));
    }

    [Fact]
    public void Causes_should_be_bounded()
    {
        var causes = new Causes();
        for (var i = 0; i < 1000; i++)
            causes.Count($"reason {i}");
        Assert.InRange(causes.Counts.Count, 1, Causes.Limit + 1);
        Assert.Equal(1000, causes.Counts.Values.Sum());
    }
}
