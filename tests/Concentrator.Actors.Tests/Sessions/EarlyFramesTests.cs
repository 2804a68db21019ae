using Concentrator.Actors.Sessions;
using Concentrator.Actors.Shell;
using Xunit;

namespace Concentrator.Actors.Tests.Sessions;

public class EarlyFramesTests
{
    private readonly DropCount _drops = new();
    private readonly List<(ushort, byte)> _taken = [];

    [Fact]
    public void Frames_should_be_passed_on_once_in_their_order()
    {
        var early = new EarlyFrames(_drops);
        early.Keep(0xc021, new byte[] { 1 });
        early.Keep(0x8021, new byte[] { 2 });

        early.PassTo(Take);
        early.PassTo(Take);

        Assert.Equal([(0xc021, 1), (0x8021, 2)], _taken);
    }

    [Fact]
    public void What_is_more_than_fits_should_be_dropped_and_counted()
    {
        var early = new EarlyFrames(_drops);
        for (byte i = 0; i < EarlyFrames.Limit + 3; i++)
            early.Keep(0xc021, new[] { i });
        Assert.Equal(3, _drops.Value);

        early.PassTo(Take);
        Assert.Equal(Enumerable.Range(0, EarlyFrames.Limit), _taken.Select(frame => (int)frame.Item2));
    }

    [Fact]
    public void Frames_of_a_call_that_is_over_should_be_forgotten()
    {
        var early = new EarlyFrames(_drops);
        early.Keep(0xc021, new byte[] { 1 });
        early.Clear();
        early.PassTo(Take);
        Assert.Empty(_taken);
    }

    private void Take(ushort protocol, ReadOnlyMemory<byte> packet) => _taken.Add((protocol, packet.Span[0]));
}
