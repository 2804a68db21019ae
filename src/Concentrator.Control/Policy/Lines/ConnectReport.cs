using System.Globalization;
using System.Text.RegularExpressions;
using Concentrator.Control.Calls;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Policy.Lines;

/// <summary>
/// What a connect script says by its end and by what it wrote to its standard error, in the words of modems: as chat(8) does with -s, or with
/// REPORT CONNECT.
/// </summary>
public static partial class ConnectReport
{
    /// <summary>Exit code of chat(8) when an expected string did not come.</summary>
    private const int ChatTimedOut = 3;

    private static readonly (string Words, CallRefusal Failure)[] Failures =
    [
        ("BUSY", CallRefusal.Of(CdnResult.Busy, 17, "busy")),
        ("NO CARRIER", CallRefusal.Of(CdnResult.NoCarrier, 31, "no carrier")),
        ("NO ANSWER", CallRefusal.Of(CdnResult.NoCarrier, 19, "no answer")),
        ("NO DIALTONE", CallRefusal.Of(CdnResult.NoDialTone, 38, "no dial tone")),
        ("NO DIAL TONE", CallRefusal.Of(CdnResult.NoDialTone, 38, "no dial tone")),
    ];

    private static readonly CallRefusal Failed = CallRefusal.Of(CdnResult.NoCarrier, 31, "the connect script failed");

    public static readonly CallRefusal TimedOut = CallRefusal.Of(CdnResult.EstablishmentTimeout, 18, "the line was not connected in time");

    /// <summary>The line cannot be opened, or what makes it not be started.</summary>
    public static readonly CallRefusal OutOfOrder = CallRefusal.Of(CdnResult.NoFacilitiesTemporarily, 41, "the line is out of order");

    /// <summary>How the line is connected, or (null) why not.</summary>
    /// <param name="exitCode">Null: a signal ended it.</param>
    public static CallConnection? Read(int? exitCode, string report, LineProfile line, CallRequest request, out CallRefusal refusal)
    {
        refusal = exitCode == ChatTimedOut ? TimedOut : LastFailure(report) ?? Failed;
        if (exitCode != 0)
            return null;
        var reported = Speed().Matches(report).LastOrDefault() is { } match
            && uint.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var speed) ? speed : (uint?)null;
        return Connection(reported, line, request, out refusal);
    }

    /// <summary>A line is as fast as it says, else as its profile says but not faster than the LNS wants it.</summary>
    /// <param name="reported">Bits per second; null: nobody knows.</param>
    public static CallConnection? Connection(uint? reported, LineProfile line, CallRequest request, out CallRefusal refusal)
    {
        var speed = reported ?? Math.Min(line.Speed, request.MaximumBps);
        refusal = CallRefusal.Of(CdnResult.NoFacilitiesTemporarily, 63, $"connected with {speed} bit/s, not {request.MinimumBps} to {request.MaximumBps}");
        if (speed < request.MinimumBps || speed > request.MaximumBps)
            return null;
        var framing = request.Framing is FramingTypes.None ? line.Framing : request.Framing & line.Framing;
        return new CallConnection(speed, Framing: framing.HasFlag(FramingTypes.Asynchronous) ? FramingTypes.Asynchronous : FramingTypes.Synchronous);
    }

    /// <summary>chat -v also shows the strings that it will look for; those lines say nothing.</summary>
    private static CallRefusal? LastFailure(string report)
    {
        CallRefusal? last = null;
        foreach (var row in report.Split('\n').Where(row => !row.Contains("abort on (", StringComparison.Ordinal)))
            foreach (var (words, failure) in Failures)
                if (row.Contains(words, StringComparison.OrdinalIgnoreCase))
                    last = failure;
        return last;
    }

    [GeneratedRegex(@"CONNECT\s+(\d{1,9})")]
    private static partial Regex Speed();
}
