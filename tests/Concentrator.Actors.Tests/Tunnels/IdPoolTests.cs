using Concentrator.Actors.Tunnels;
using Xunit;

namespace Concentrator.Actors.Tests.Tunnels;

public class IdPoolTests
{
    [Fact]
    public void Pool_should_hand_out_each_id_of_its_range_once()
    {
        var random = new Random(1);
        var pool = new IdPool(first: 256, most: 256, begin: 256, random.Next);
        var taken = Enumerable.Range(0, 256).Select(_ => Take(pool)).Order().ToList();
        Assert.Equal(Enumerable.Range(256, 256), taken);
        Assert.False(pool.TryTake(out _));
    }

    [Fact]
    public void Pool_should_begin_small_and_double()
    {
        var pool = new IdPool(first: 1, most: 100, begin: 4, new Random(1).Next);
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(0, 4).Select(_ => Take(pool)).Order());
        Assert.Equal([5, 6, 7, 8], Enumerable.Range(0, 4).Select(_ => Take(pool)).Order());
        Assert.InRange(Take(pool), 9, 16);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Pool_should_never_hand_out_an_id_that_is_taken(int seed)
    {
        var random = new Random(seed);
        var pool = new IdPool(first: 1, most: 50, begin: 4, random.Next);
        var held = new HashSet<int>();
        for (var step = 0; step < 5000; step++)
        {
            if (held.Count > 0 && random.Next(2) == 0)
            {
                var id = held.ElementAt(random.Next(held.Count));
                held.Remove(id);
                pool.Return((ushort)id);
            }
            else if (pool.TryTake(out var id))
            {
                Assert.True(held.Add(id), $"{id} was taken already");
                Assert.InRange(id, 1, 50);
            }
            else
            {
                Assert.Equal(50, held.Count);
            }
        }
    }

    [Fact]
    public void Id_that_was_given_back_should_rest_while_there_are_others()
    {
        var pool = new IdPool(first: 1, most: 100, begin: 15, new Random(1).Next);
        var last = new Queue<int>();
        for (var call = 0; call < 1000; call++)
        {
            var id = Take(pool);
            Assert.DoesNotContain(id, last);
            last.Enqueue(id);
            pool.Return((ushort)id);
            if (last.Count > 8)
                last.Dequeue();
        }
    }

    [Fact]
    public void Resting_id_should_be_handed_out_when_there_is_no_other()
    {
        var pool = new IdPool(first: 1, most: 1, begin: 1, new Random(1).Next);
        pool.Return((ushort)Take(pool));
        Assert.Equal(1, Take(pool));
        Assert.False(pool.TryTake(out _));
    }

    private static int Take(IdPool pool)
    {
        Assert.True(pool.TryTake(out var id));
        return id;
    }
}
