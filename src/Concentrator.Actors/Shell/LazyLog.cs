using Akka.Event;

namespace Concentrator.Actors.Shell;

/// <summary>A log that is made when the first line goes to it: of many thousand sessions most never say a word at the level that is set.</summary>
/// <param name="bus">Knows the level.</param>
internal abstract class LazyLog(LoggingBus bus) : ILoggingAdapter
{
    private ILoggingAdapter? _log;

    public ILogMessageFormatter Formatter => Made.Formatter;

    public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

    public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

    public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

    public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

    private ILoggingAdapter Made => _log ??= Make();

    /// <summary>Called once at most.</summary>
    protected abstract ILoggingAdapter Make();

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
