using Akka.Event;
using Concentrator.Actors.Shell;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Shell;

public class LazyLogSpecs(ITestOutputHelper output) : HostedTestKit(output, _ => { })
{
    [Fact]
    public void Log_should_be_made_once_and_only_when_a_line_is_to_be_written()
    {
        var made = 0;
        var log = new OfSession(Sys.EventStream, () =>
        {
            made++;
            return Logging.GetLogger(Sys, "session").WithContext("Session", 7);
        });
        Sys.EventStream.Subscribe(TestActor, typeof(Info));

        Sys.EventStream.SetLogLevel(LogLevel.WarningLevel);
        log.Info("call {Number}", 1);
        Assert.Equal((0, false, true), (made, log.IsInfoEnabled, log.IsWarningEnabled));

        Sys.EventStream.SetLogLevel(LogLevel.InfoLevel);
        log.Info("call {Number}", 2);
        log.Info("call {Number}", 3);
        Assert.Equal("call 2", FishForMessage<Info>(line => line.LogSource.StartsWith("session", StringComparison.Ordinal)).Message.ToString());
        Assert.Equal("call 3", FishForMessage<Info>(line => line.LogSource.StartsWith("session", StringComparison.Ordinal)).Message.ToString());
        Assert.Equal(1, made);
    }

    private sealed class OfSession(LoggingBus bus, Func<ILoggingAdapter> make) : LazyLog(bus)
    {
        protected override ILoggingAdapter Make() => make();
    }
}
