using Concentrator.Linux.Polling;
using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class PollSetTests : IDisposable
{
    private readonly EventFd[] _objects = [.. Enumerable.Range(0, 200).Select(_ => new EventFd())];
    private readonly PollSet _set;

    public PollSetTests() => _set = new PollSet([.. _objects]);

    [Fact]
    public void Those_that_are_readable_should_be_told_until_they_are_read()
    {
        Assert.False(_set.Wait(TimeSpan.FromMilliseconds(1)));
        Assert.True(_set.Ready.IsEmpty);

        _objects[3].Set();
        _objects[150].Set();
        for (var i = 0; i < 2; i++)
        {
            Assert.True(_set.Wait(TimeSpan.Zero));
            Assert.Equal([3, 150], [.. _set.Ready.ToArray().Order()]);
        }

        _objects[3].Reset();
        Assert.True(_set.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal([150], _set.Ready);
        _objects[150].Reset();
        Assert.False(_set.Wait(TimeSpan.Zero));
        Assert.True(_set.Ready.IsEmpty);
    }

    [Fact]
    public async Task Wait_should_end_when_something_becomes_readable()
    {
        var waiting = Task.Run(() => _set.Wait(TimeSpan.FromSeconds(30)));
        _objects[7].Set();
        Assert.True(await waiting);
        Assert.Equal([7], _set.Ready);
    }

    [Fact]
    public void Each_of_many_should_have_its_turn()
    {
        foreach (var @object in _objects)
            @object.Set();
        HashSet<int> seen = [];
        for (var turn = 0; turn < _objects.Length; turn++)
        {
            Assert.True(_set.Wait(TimeSpan.Zero));
            seen.UnionWith(_set.Ready.ToArray());
        }

        Assert.Equal(_objects.Length, seen.Count);
    }

    [Fact]
    public void Set_of_nothing_should_let_the_time_pass()
    {
        using var nothing = new PollSet();
        Assert.False(nothing.Wait(TimeSpan.FromMilliseconds(1)));
    }

    public void Dispose()
    {
        _set.Dispose();
        foreach (var @object in _objects)
            @object.Dispose();
    }
}
