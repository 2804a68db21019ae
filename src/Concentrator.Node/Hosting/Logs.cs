using Concentrator.Control.Policy;
using Microsoft.AspNetCore.Builder;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Concentrator.Node.Hosting;

/// <summary>Logs through Serilog, to standard output: a line says when, how bad, about which tunnel and session (or dialer, target, pool, PPPoE session), and what.</summary>
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

    /// <summary>Puts what a line is about in front of it: whoever speaks, and not what the text names.</summary>
    internal sealed class Place : ILogEventEnricher
    {
        /// <summary>The first of which a line has the first name is its place, with the others as far as it has them.</summary>
        private static readonly string[][] Places = [["Dialer"], ["Target"], ["Pool"], ["Interface", "Pppoe", "Host"], ["Tunnel", "Session"], ["Slot"]];

        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory properties)
        {
            var names = Places.FirstOrDefault(names => Text(logEvent, names[0]) is not null) ?? [];
            var place = string.Join('/', names.Select(name => Text(logEvent, name)).OfType<string>());
            logEvent.AddPropertyIfAbsent(properties.CreateProperty("Place", place.Length == 0 ? "" : $"[{place}] "));
        }

        private static string? Text(LogEvent logEvent, string name) =>
            logEvent.Properties.GetValueOrDefault(name) is ScalarValue { Value: { } value } ? value.ToString() : null;
    }
}
