using Concentrator.Control.Policy;
using Microsoft.AspNetCore.Builder;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Concentrator.Node.Hosting;

/// <summary>Logs through Serilog, to standard output: a line says when, how bad, about which tunnel and session, and what.</summary>
internal static class Logs
{
    /// <summary>Returns the switch by which a reload changes the level.</summary>
    public static LoggingLevelSwitch AddLogs(this WebApplicationBuilder builder, LogVerbosity verbosity)
    {
        var level = new LoggingLevelSwitch(LogLevels.OfSerilog(verbosity));
        builder.Services.AddSerilog((_, logger) => logger
            .MinimumLevel.ControlledBy(level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .Filter.ByExcluding(IsAkkasFarewell)
            .Enrich.With<Place>()
            .WriteTo.Console(new LineFormatter()));
        return level;
    }

    /// <summary>What Akka says of each stop, the node says in its own words.</summary>
    private static bool IsAkkasFarewell(LogEvent line) =>
        line.Level < LogEventLevel.Warning && line.Properties.GetValueOrDefault("LogSource") is ScalarValue { Value: string source }
            && source.StartsWith("CoordinatedShutdown ", StringComparison.Ordinal);

    /// <summary>Puts the tunnel, session or dialer that a line is about in front of it.</summary>
    private sealed class Place : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory properties)
        {
            var tunnel = Text(logEvent, "Tunnel");
            var place = (tunnel, Text(logEvent, "Session"), Text(logEvent, "Dialer")) switch
            {
                ({ } t, { } s, _) => $"[{t}/{s}] ",
                ({ } t, null, _) => $"[{t}] ",
                (null, _, { } dialer) => $"[{dialer}] ",
                _ => "",
            };
            logEvent.AddPropertyIfAbsent(properties.CreateProperty("Place", place));
        }

        private static string? Text(LogEvent logEvent, string name) =>
            logEvent.Properties.GetValueOrDefault(name) is ScalarValue { Value: { } value } ? value.ToString() : null;
    }
}
