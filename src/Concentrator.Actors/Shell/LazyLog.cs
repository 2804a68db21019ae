using Akka.Event;

namespace Concentrator.Actors.Shell;

/// <summary>A log that is made when the first line goes to it: of many thousand sessions most never say a word at the level that is set.</summary>
/// <param name="bus">Knows the level.</param>
internal sealed class LazyLog(LoggingBus bus, Func<ILoggingAdapter> make) : ILoggingAdapter
{
    private Func<ILoggingAdapter>? _make = make;
    private ILoggingAdapter? _log;

    public ILogMessageFormatter Formatter => Made.Formatter;

    public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

    public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

    public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

    public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

    private ILoggingAdapter Made
    {
        get
        {
            if (_log is null)
                (_log, _make) = (_make!(), null);
            return _log;
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= bus.LogLevel;

    public void Log(LogLevel logLevel, Exception? cause, LogMessage message)
    {
        if (IsEnabled(logLevel))
            Made.Log(logLevel, cause, message);
    }

    public void Log(LogLevel logLevel, Exception? cause, string format)
    {
        if (IsEnabled(logLevel))
            Made.Log(logLevel, cause, format);
    }
}
