using Concentrator.Control.Calls;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Policy.Lines;

/// <summary>Which channels of the node's lines are in use. Safe to use from several threads.</summary>
public sealed class LinePool
{
    private readonly Lock _lock = new();

    /// <summary>Devices by their paths, whatever line they are of after a reload; other channels by their line.</summary>
    private readonly HashSet<(string Name, int Channel)> _taken = [];

    /// <summary>A channel of the first line that is for this call, can do what it asks for, and has one free.</summary>
    /// <param name="refusal">Why there is none, when the answer is null.</param>
    public LineTicket? Take(ValueList<LineProfile> lines, Ocrq call, string peerHostName, out CallRefusal refusal)
    {
        refusal = CallRefusal.NoRoute;
        if (!IsDialable(call.CalledNumber) || (call.SubAddress is { Length: > 0 } subAddress && !IsDialable(subAddress)))
        {
            refusal = CallRefusal.NoNumber;
            return null;
        }

        if (CallAcceptance.Speeds(call) is { } impossible)
        {
            refusal = CallRefusal.Of(impossible, 100);
            return null;
        }

        foreach (var line in lines.Where(line => line.IsFor(call.CalledNumber, peerHostName)))
        {
            if (!line.Suits(call))
                refusal = refusal == CallRefusal.AllBusy ? refusal : CallRefusal.NotSuited;
            else if (TakeChannel(line) is { } channel)
                return new LineTicket(this, line, channel);
            else
                refusal = CallRefusal.AllBusy;
        }

        return null;
    }

    internal void Release(LineTicket ticket)
    {
        lock (_lock)
            _taken.Remove(KeyOf(ticket.Line, ticket.Channel));
    }

    private int? TakeChannel(LineProfile line)
    {
        lock (_lock)
        {
            for (var channel = 0; channel < line.Channels; channel++)
                if (_taken.Add(KeyOf(line, channel)))
                    return channel;
            return null;
        }
    }

    private static (string Name, int Channel) KeyOf(LineProfile line, int channel) =>
        line.Devices.IsEmpty ? (line.Name, channel) : (line.Devices[channel], 0);

    /// <summary>It comes from the network and becomes a word of a command line: nothing that an option or a shell would take for something else.</summary>
    private static bool IsDialable(string number) =>
        number.Length is > 0 and <= 64 && number[0] != '-' && number.All(c => char.IsAsciiLetterOrDigit(c) || c is '*' or '#' or '+' or ',' or '.' or '-' or '_' or '@');
}

/// <summary>A channel in use; a device, or a place under a program's limit.</summary>
public sealed class LineTicket
{
    private readonly LinePool _pool;
    private int _released;

    internal LineTicket(LinePool pool, LineProfile line, int channel) => (_pool, Line, Channel) = (pool, line, channel);

    public LineProfile Line { get; }

    /// <summary>From 0; our Physical Channel ID.</summary>
    public int Channel { get; }

    /// <summary>Null: the line is a program's terminal.</summary>
    public string? Device => Line.Devices.IsEmpty ? null : Line.Devices[Channel];

    /// <summary>Idempotent.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            _pool.Release(this);
    }
}

/// <summary>Why an outgoing call is not, or could not be, placed: both codes of the CDN (RFC 2661 sections 4.4.2 and 4.4.4).</summary>
public sealed record CallRefusal(ResultCode Result, Q931Cause Cause)
{
    /// <summary>The Q.931 message that a cause is said to have come in: DISCONNECT.</summary>
    private const byte Disconnect = 0x45;

    public static readonly CallRefusal NoNumber = Of(CdnResult.InvalidDestination, 28, "that is no number");

    public static readonly CallRefusal NoRoute = Of(CdnResult.InvalidDestination, 1, "no line is for that number");

    public static readonly CallRefusal NotSuited = Of(CdnResult.NoFacilitiesPermanently, 65, "no line has that bearer, framing or speed");

    public static readonly CallRefusal AllBusy = Of(CdnResult.NoFacilitiesTemporarily, 34, "all lines are in use");

    public static readonly CallRefusal WentRound = Of(CdnResult.NoFacilitiesPermanently, 25, "the call went round");

    public static CallRefusal Of(CdnResult result, ushort cause, string text) => Of(new ResultCode(result, message: text), cause);

    public static CallRefusal Of(ResultCode result, ushort cause) => new(result, new Q931Cause(cause, Disconnect));
}
