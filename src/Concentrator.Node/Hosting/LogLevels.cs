using Concentrator.Control.Policy;
using Serilog.Events;

namespace Concentrator.Node.Hosting;

/// <summary>The configuration's log level in the words of those who write the logs.</summary>
internal static class LogLevels
{
    public static LogEventLevel OfSerilog(LogVerbosity verbosity) => verbosity switch
    {
        LogVerbosity.Debug => LogEventLevel.Debug,
        LogVerbosity.Information => LogEventLevel.Information,
        LogVerbosity.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    /// <summary>Akka formats and tells every line that is at or above its level, so it must not let through what Serilog would drop.</summary>
    public static Akka.Event.LogLevel OfAkka(LogVerbosity verbosity) => verbosity switch
    {
        LogVerbosity.Debug => Akka.Event.LogLevel.DebugLevel,
        LogVerbosity.Information => Akka.Event.LogLevel.InfoLevel,
        LogVerbosity.Warning => Akka.Event.LogLevel.WarningLevel,
        _ => Akka.Event.LogLevel.ErrorLevel,
    };
}
