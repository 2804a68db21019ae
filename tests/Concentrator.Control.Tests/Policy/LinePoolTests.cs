using Concentrator.Control.Policy.Lines;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Control.Tests.Policy;

/// <summary>Which channels are in use, also while a reload changes the lines.</summary>
public class LinePoolTests
{
    private readonly LinePool _pool = new();

    [Fact]
    public void Device_should_take_one_call_at_a_time_whatever_place_a_reload_gives_it()
    {
        var first = Take(Line("a", "/dev/ttyS0", "/dev/ttyS1"))!;
        Assert.Equal("/dev/ttyS0", first.Device);

        Assert.Equal("/dev/ttyS1", Take(Line("a", "/dev/ttyS1", "/dev/ttyS0"))!.Device);
        Assert.Null(Take(Line("a", "/dev/ttyS1", "/dev/ttyS0")));
        Assert.Null(Take(Line("b", "/dev/ttyS0")));

        first.Release();
        Assert.Equal("/dev/ttyS0", Take(Line("b", "/dev/ttyS0"))!.Device);
    }

    [Fact]
    public void Programs_of_different_lines_should_not_be_in_each_others_way()
    {
        var program = new LineProfile { Name = "a", Program = new LineCommand("/bin/cat", []) };
        Assert.NotNull(Take(program));
        Assert.Null(Take(program));
        Assert.NotNull(Take(program with { Name = "b" }));
    }

    private LineTicket? Take(LineProfile line) => _pool.Take([line], Ocrq, "lns", out _);

    private static Ocrq Ocrq => new([
        AssignedSessionId.Of(8), CallSerialNumber.Of(1), MinimumBps.Of(300), MaximumBps.Of(1_000_000), BearerType.Of(BearerTypes.Digital),
        FramingType.Of(FramingTypes.Synchronous), CalledNumber.Of("100")]);

    private static LineProfile Line(string name, params string[] devices) => new() { Name = name, Devices = [.. devices] };
}
