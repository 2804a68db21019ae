using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tables;
using Concentrator.Protocol.Ids;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>RFC 2661 section 5.4: the order of data messages is restored within a window and a time.</summary>
public sealed class ReorderingTests : IFrameReceiver
{
    private const int Window = 8, Limit = 100;

    private readonly FramePool _pool = new(most: 64);
    private readonly Reordering _reordering;
    private readonly List<int> _passed = [];
    private DataSequence _sequence;
    private long _now;

    public ReorderingTests()
    {
        _reordering = new Reordering(Window, Limit, _pool);
        Come(0);
    }

    [Fact]
    public void Early_ones_should_wait_for_the_one_that_is_missing()
    {
        Come(2, 3, 1, 4);
        Assert.Equal([0, 1, 2, 3, 4], _passed);
        Assert.Equal((0, 0, 2), (_sequence.Lost, _sequence.Late, _reordering.Restored));
        Assert.True(_reordering.IsEmpty);
    }

    [Fact]
    public void What_does_not_come_in_time_should_be_given_up()
    {
        Come(2);
        _now = 50;
        Come(4);
        Assert.Equal([0], _passed);
        Assert.Equal(100, _reordering.ReleaseDue(ref _sequence, 99, this));
        Assert.Equal(150, _reordering.ReleaseDue(ref _sequence, 100, this));
        Assert.Equal([0, 2], _passed);
        Assert.Null(_reordering.ReleaseDue(ref _sequence, 150, this));
        Assert.Equal([0, 2, 4], _passed);
        Assert.Equal(2, _sequence.Lost);
    }

    [Fact]
    public void One_beyond_the_window_should_give_up_as_many_as_are_in_its_way()
    {
        Come(3, 5, 1 + Window + 2);
        Assert.Equal([0, 3], _passed);
        Come(4);
        Assert.Equal([0, 3, 4, 5], _passed);
        Come(1000);
        Assert.Equal([0, 3, 4, 5, 1 + Window + 2, 1000], _passed);
        Assert.True(_reordering.IsEmpty);
    }

    [Fact]
    public void One_that_was_given_up_should_be_dropped_as_late_and_one_that_came_twice_as_a_duplicate()
    {
        Come(2, 2);
        _reordering.ReleaseDue(ref _sequence, Limit, this);
        Come(1, 1, 2, 0);
        Assert.Equal([0, 2], _passed);
        // The second 2 was held already, then 1 came late, 1 again, 2 and 0 again.
        Assert.Equal((1, 3, 1), (_sequence.Late, _sequence.Duplicates, _heldTwice));
    }

    [Fact]
    public void Peer_that_counts_anew_should_be_followed()
    {
        Come(1000);
        Come([.. Enumerable.Range(100, 64)]);
        Come(164, 165);
        Assert.Equal([0, 1000, 163, 164, 165], _passed);
    }

    [Fact]
    public void Without_memory_messages_should_pass_at_once()
    {
        var poor = new Reordering(Window, Limit, new FramePool(most: 0));
        Come(poor, 2);
        Come(poor, 3);
        Assert.Equal([0, 2, 3], _passed);
        Assert.Equal(1, _sequence.Lost);
    }

    [Property]
    public void Whatever_comes_in_whatever_order_should_pass_in_order_and_once(ushort start, byte[] jumps)
    {
        var (sequence, reordering, passed) = (new DataSequence(), new Reordering(Window, Limit, new FramePool(32)), new Receiver());
        foreach (var jump in jumps)
        {
            var ns = new SequenceNumber((ushort)(start + jump % 40));
            switch (sequence.Look(ns))
            {
                case SequenceOrder.Early when reordering.TryHold(ref sequence, ns, Frame(ns.Value), 0, passed, out _):
                    break;
                case SequenceOrder.Next or SequenceOrder.Early:
                    sequence.Take(ns);
                    passed.Numbers.Add(ns.Value);
                    reordering.ReleaseRun(ref sequence, passed);
                    break;
            }
        }

        reordering.ReleaseAll(ref sequence, passed);
        var distances = passed.Numbers.Zip(passed.Numbers.Skip(1), (left, right) => new SequenceNumber((ushort)left).DistanceTo(new SequenceNumber((ushort)right)));
        Assert.All(distances, distance => Assert.True(distance > 0));
        Assert.Equal(sequence.Lost, distances.Sum(distance => distance - 1));
    }

    private int _heldTwice;

    private void Come(params int[] numbers)
    {
        foreach (var number in numbers)
            Come(_reordering, number);
        _pool.Recycle();
    }

    private void Come(Reordering reordering, int number)
    {
        var ns = new SequenceNumber((ushort)number);
        switch (_sequence.Look(ns))
        {
            case SequenceOrder.Early when reordering.TryHold(ref _sequence, ns, Frame(number), _now, this, out var duplicate):
                _heldTwice += duplicate ? 1 : 0;
                break;
            case SequenceOrder.Restart:
                reordering.ReleaseAll(ref _sequence, this);
                _sequence.Restart();
                Take(reordering, ns);
                break;
            case SequenceOrder.Next or SequenceOrder.Early:
                Take(reordering, ns);
                break;
        }
    }

    private void Take(Reordering reordering, SequenceNumber ns)
    {
        _sequence.Take(ns);
        _passed.Add(ns.Value);
        reordering.ReleaseRun(ref _sequence, this);
    }

    private static byte[] Frame(int number) => BitConverter.GetBytes(number);

    void IFrameReceiver.Pass(Span<byte> frame) => _passed.Add(BitConverter.ToInt32(frame));

    private sealed class Receiver : IFrameReceiver
    {
        public List<int> Numbers { get; } = [];

        public void Pass(Span<byte> frame) => Numbers.Add(BitConverter.ToInt32(frame));
    }
}
