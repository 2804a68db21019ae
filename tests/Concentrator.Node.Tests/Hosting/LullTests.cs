using Concentrator.Node.Hosting;
using Xunit;

namespace Concentrator.Node.Tests.Hosting;

public sealed class LullTests
{
    private readonly Lull _lull = new();
    private long _allocated;
    private int _collections;

    [Fact]
    public void Storm_that_has_passed_should_be_told_once()
    {
        Assert.False(After(Lull.Storm));
        Assert.False(After(Lull.Quiet + 1));
        Assert.True(After(Lull.Quiet));
        Assert.False(After(0));
    }

    [Fact]
    public void What_is_allocated_little_by_little_should_wait_for_the_collector()
    {
        for (var look = 0; look < 100; look++)
            Assert.False(After(Lull.Storm - 1));
        Assert.False(After(0));
    }

    [Fact]
    public void Storm_whose_objects_were_just_collected_should_pass_unnoticed()
    {
        After(10 * Lull.Storm);
        _collections++;
        Assert.False(After(Lull.Quiet));
        Assert.False(After(0));

        // The next one counts again.
        After(Lull.Storm);
        Assert.True(After(0));
    }

    private bool After(long step) => _lull.HasCome(_allocated += step, _collections);
}
