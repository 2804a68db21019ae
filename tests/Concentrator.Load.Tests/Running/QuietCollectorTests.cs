using Concentrator.Load.Running;

namespace Concentrator.Load.Tests.Running;

public sealed class QuietCollectorTests
{
    [Fact]
    public void More_than_was_expected_should_be_collected_as_usual()
    {
        var before = GC.CollectionCount(0);
        using (new QuietCollector(expected: 0))
        {
            for (var octets = 0; octets < 1 << 30 && GC.CollectionCount(0) <= before + 1; octets += 1024) // +1: the one that it begins with
                GC.KeepAlive(new byte[1024]);
        }

        Assert.True(GC.CollectionCount(0) > before + 1);
    }

    [Fact]
    public void One_beside_another_should_have_no_effect()
    {
        using (new QuietCollector(expected: 0))
        using (new QuietCollector(expected: long.MaxValue))
        {
        }
    }
}
