using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class PinnedMemoryTests
{
    [Theory]
    [InlineData(2048)]
    [InlineData(9216)]
    [InlineData(65_535)]
    [InlineData(65_583)]
    public void Buffers_should_begin_in_sets_of_the_cache_that_differ(int size)
    {
        const int line = 64, sets = 1024, buffers = 64;
        var stride = PinnedMemory.Stride(size);
        Assert.True(stride >= size);
        Assert.Equal(buffers, Enumerable.Range(0, buffers).Select(i => i * (long)stride / line % sets).Distinct().Count());
    }
}
