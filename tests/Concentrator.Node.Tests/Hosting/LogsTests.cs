using Concentrator.Node.Hosting;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Xunit;

namespace Concentrator.Node.Tests.Hosting;

/// <summary>What stands in front of a line of the log.</summary>
public class LogsTests
{
    [Theory]
    [InlineData("[17/3] ", "Tunnel", "17", "Session", "3", "Peer", "192.0.2.1")]
    [InlineData("[17] ", "Tunnel", "17")]
    [InlineData("[office] ", "Dialer", "office", "Tunnel", "17")]
    [InlineData("[isp] ", "Target", "isp", "Tunnel", "17", "Session", "3")]
    [InlineData("[main] ", "Pool", "main")]
    [InlineData("[eth0] ", "Interface", "eth0")]
    [InlineData("[eth0/5/02:00:00:00:00:01] ", "Interface", "eth0", "Host", "02:00:00:00:00:01", "Pppoe", "5")]
    [InlineData("", "Node", "lns")]
    public void Line_should_say_who_speaks(string expected, params string[] context)
    {
        var line = new LogEvent(
            DateTimeOffset.UnixEpoch, LogEventLevel.Information, exception: null, new MessageTemplateParser().Parse("text"),
            context.Chunk(2).Select(pair => new LogEventProperty(pair[0], new ScalarValue(pair[1]))));
        new Logs.Place().Enrich(line, new Properties());
        Assert.Equal(expected, ((ScalarValue)line.Properties["Place"]).Value);
    }

    private sealed class Properties : ILogEventPropertyFactory
    {
        public LogEventProperty CreateProperty(string name, object? value, bool destructureObjects = false) => new(name, new ScalarValue(value));
    }
}
