using Concentrator.Node.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Xunit;

namespace Concentrator.Node.Tests.Hosting;

public class LineFormatterTests
{
    [Fact]
    public void Text_of_a_peer_should_not_begin_a_line_of_its_own() => Assert.Single(
        Lines(log => log.Information("SCCRQ of {HostName} refused", "x\n12:00:00.000 INF [1/2] session up\r\u2028\u0085more")));

    [Theory]
    [InlineData("a\u001b[2Jb", "a\\u001b[2Jb")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("müller 😀\t1", "müller 😀\t1")]
    public void Characters_that_garble_a_terminal_should_be_escaped(string said, string shown) =>
        Assert.EndsWith($"name {shown}", Assert.Single(Lines(log => log.Information("name {Name}", said))), StringComparison.Ordinal);

    [Fact]
    public void Exception_should_follow_indented() => Assert.Collection(
        Lines(log => log.Error(new InvalidOperationException("first\nsecond"), "failed")),
        line => Assert.EndsWith("ERR failed", line, StringComparison.Ordinal),
        line => Assert.Equal("  System.InvalidOperationException: first", line),
        line => Assert.Equal("  second", line));

    private static string[] Lines(Action<ILogger> say)
    {
        var sink = new Sink();
        using (var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger())
            say(logger);
        var output = new StringWriter();
        new LineFormatter().Format(sink.Said!, output);
        return output.ToString().TrimEnd('\n').Split('\n');
    }

    private sealed class Sink : ILogEventSink
    {
        public LogEvent? Said { get; private set; }

        public void Emit(LogEvent logEvent) => Said = logEvent;
    }
}
