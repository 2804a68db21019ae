using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Policy.Lines;

/// <summary>
/// A way on which this node, as LAC, places the calls that LNSs ask for (RFC 2661 section 5.2.2): asynchronous lines, each a device or the terminal
/// of a program, which a connect script may have to dial first; or another tunnel.
/// </summary>
public sealed record LineProfile
{
    public required string Name { get; init; }

    /// <summary>Patterns for called numbers; empty: any number.</summary>
    public ValueList<NamePattern> Numbers { get; init; } = [];

    /// <summary>Patterns for the host names of LNSs that may call; empty: any LNS.</summary>
    public ValueList<NamePattern> Peers { get; init; } = [];

    public BearerTypes Bearers { get; init; } = BearerTypes.Digital | BearerTypes.Analog;

    public FramingTypes Framing { get; init; } = FramingTypes.Synchronous | FramingTypes.Asynchronous;

    /// <summary>Bits per second: of the devices' ports, and what the LNS is told when the connect script does not say.</summary>
    public uint Speed { get; init; } = 115_200;

    /// <summary>One channel each; empty: <see cref="Program"/>.</summary>
    public ValueList<string> Devices { get; init; } = [];

    /// <summary>Started for each call; its terminal is the line.</summary>
    public LineCommand? Program { get; init; }

    /// <summary>Calls go on, over another tunnel, to an LNS of the target of this name; null: they go to <see cref="Devices"/> or <see cref="Program"/>.</summary>
    public string? Target { get; init; }

    /// <summary>Calls at a time of <see cref="Program"/> or <see cref="Target"/>.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Dials, with the line as its standard input and output; null: the line is connected from the start.</summary>
    public LineCommand? Connect { get; init; }

    /// <summary>How long the connect script may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(25);

    public int Channels => Devices.IsEmpty ? Calls : Devices.Count;

    public bool IsFor(string number, string peerHostName) =>
        (Numbers.IsEmpty || Numbers.Any(pattern => pattern.IsMatch(number))) && (Peers.IsEmpty || Peers.Any(pattern => pattern.IsMatch(peerHostName)));

    /// <summary>Whether the line can do what is asked; the type of nothing at all is any type.</summary>
    public bool Suits(Ocrq call) =>
        (call.BearerType is BearerTypes.None || (call.BearerType & Bearers) != 0)
        && (call.FramingType is FramingTypes.None || (call.FramingType & Framing) != 0)
        && call.MinimumBps <= Speed;
}

/// <summary>A program and its arguments, in which {number}, {subAddress}, {minimumBps} and {maximumBps} stand for those of the call.</summary>
public sealed record LineCommand(string File, ValueList<string> Arguments)
{
    public IReadOnlyList<string> ArgumentsFor(Calls.CallRequest call) =>
    [
        .. Arguments.Select(argument => argument
            .Replace("{number}", call.CalledNumber).Replace("{subAddress}", call.SubAddress)
            .Replace("{minimumBps}", $"{call.MinimumBps}").Replace("{maximumBps}", $"{call.MaximumBps}")),
    ];
}
