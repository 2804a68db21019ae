using Concentrator.Load.Traffic;

namespace Concentrator.Load.Tests.Traffic;

public class WindowTests
{
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1000), Soon = TimeSpan.FromMilliseconds(1), TooLong = TimeSpan.FromMilliseconds(30);

    private long _arrived;

    [Fact]
    public void Window_should_have_room_for_what_has_arrived()
    {
        _arrived = 7;   // before
        var window = new Window(100, () => _arrived);
        Assert.Equal(64, window.Room(Begin, most: 64));
        window.Send(64);
        Assert.Equal(36, window.Room(Begin, most: 64));
        window.Send(36);
        Assert.Equal(0, window.Room(Begin, most: 64));

        _arrived += 10;
        Assert.Equal(10, window.Room(Begin + Soon, most: 64));
    }

    [Fact]
    public void What_does_not_arrive_should_be_given_up_when_nothing_arrives_any_more()
    {
        var window = new Window(100, () => _arrived);
        Assert.Equal(100, window.Room(Begin, most: 100));
        window.Send(100);
        _arrived = 60;   // 40 are lost
        Assert.Equal(60, window.Room(Begin + Soon, most: 100));
        window.Send(60);

        Assert.Equal(0, window.Room(Begin + Soon + Soon, most: 100));
        Assert.Equal(100, window.Room(Begin + Soon + TooLong, most: 100));
    }

    [Fact]
    public void More_than_was_sent_should_make_no_more_room_than_there_is()
    {
        var window = new Window(100, () => _arrived);
        window.Send(10);
        _arrived = 1000;
        Assert.Equal(100, window.Room(Begin, most: 500));
    }

    [Fact]
    public void Without_a_size_there_should_be_room_for_any_number() => Assert.Equal(500, new Window(0, () => 0).Room(Begin, most: 500));
}
