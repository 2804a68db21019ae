using System.ComponentModel.DataAnnotations;
using Concentrator.Control.Policy;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Node.Configuration;

/// <summary>Lines on which we, as LAC, place the calls that LNSs ask for (OCRQ).</summary>
public sealed record LineOptions
{
    /// <summary>Name of the line, in logs and tables. Must be given.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Called numbers that it is for, with * for any characters and ? for one. Default: any.</summary>
    public NamePattern[] Numbers { get; init; } = [];

    /// <summary>Host names of the LNSs that may call, with * and ?. Default: any that has a tunnel.</summary>
    public NamePattern[] Lns { get; init; } = [];

    /// <summary>What it can carry: "digital", "analog". Default: both.</summary>
    public BearerTypes[] Bearers { get; init; } = [BearerTypes.Digital, BearerTypes.Analog];

    /// <summary>"synchronous", "asynchronous": to the LNS it is all the same, since frames are. Default: both.</summary>
    public FramingTypes[] Framings { get; init; } = [FramingTypes.Synchronous, FramingTypes.Asynchronous];

    /// <summary>Bits per second: of the devices' ports, and what the LNS is told when the connect script does not report any. Default: 115200.</summary>
    [Range(50, 2_000_000_000)]
    public int Speed { get; init; } = 115_200;

    /// <summary>Serial devices, a call at a time on each. Default: none.</summary>
    public string[] Devices { get; init; } = [];

    /// <summary>Instead of devices: a program that is started for each call, whose terminal is the line. Default: none.</summary>
    public string? Program { get; init; }

    /// <summary>Its arguments; {number}, {subAddress}, {minimumBps} and {maximumBps} stand for those of the call. Default: none.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>Instead of devices and a program: the target behind whose LNS whoever is called is found; the call goes on there as an incoming one. Default: none.</summary>
    public string? Target { get; init; }

    /// <summary>Calls at a time of the program, or to the target. Default: 1.</summary>
    [Range(1, 65_535)]
    public int Calls { get; init; } = 1;

    /// <summary>Script that dials, as pppd's connect: the line is its standard input and output, exit code 0 is success, and on its standard error it says in a modem's words how fast, or why not. Default: none, the line is connected from the start.</summary>
    public string? Connect { get; init; }

    /// <summary>Its arguments, as those of the program. Default: none.</summary>
    public string[] ConnectArguments { get; init; } = [];

    /// <summary>How long it may take. Default: 25s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(25);
}
