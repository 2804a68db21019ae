using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Lines;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Node.Configuration;

/// <summary>Makes the lines for outgoing calls from their options, and reports what does not fit together.</summary>
internal sealed class LineMapper(ConcentratorOptions options, Problems problems)
{
    public ValueList<LineProfile> Map() => options.Lines.Select((line, index) => Map(line, $"lines[{index}]")).ToValueList();

    private LineProfile Map(LineOptions line, string place)
    {
        ConfigurationMapper.CheckName($"{place}.name", line.Name, problems);
        if (options.Lines.TakeWhile(other => other != line).Any(other => other.Name == line.Name))
            problems.Error($"{place}.name", $"\"{line.Name}\" is there already");
        if (new[] { line.Devices.Length > 0, line.Program is not null, line.Target is not null }.Count(given => given) != 1)
            problems.Error(place, "one of devices, program and target must be given");
        if (line.Devices.Length > 0 && line.Calls != 1)
            problems.Error($"{place}.calls", "is for a program or target; each device takes one call at a time");
        if (line.Target is { } target && options.Targets.All(other => other.Name != target))
            problems.Error($"{place}.target", $"there is no target \"{target}\"");
        if (line is { Target: not null, Connect: not null })
            problems.Error($"{place}.connect", "is for devices and programs; a target's tunnel needs no dialling");
        for (var i = 0; i < line.Devices.Length; i++)
            CheckPath($"{place}.devices[{i}]", line.Devices[i]);
        if (line.Bearers.Length == 0)
            problems.Error($"{place}.bearers", "must not be empty");
        if (line.Framings.Length == 0)
            problems.Error($"{place}.framings", "must not be empty");
        return new LineProfile
        {
            Name = line.Name,
            Numbers = line.Numbers.ToValueList(),
            Peers = line.Lns.ToValueList(),
            Bearers = line.Bearers.Aggregate(BearerTypes.None, (all, one) => all | one),
            Framing = line.Framings.Aggregate(FramingTypes.None, (all, one) => all | one),
            Speed = (uint)line.Speed,
            Devices = line.Devices.ToValueList(),
            Program = Command($"{place}.program", line.Program, line.Arguments),
            Target = line.Target,
            Calls = line.Calls,
            Connect = Command($"{place}.connect", line.Connect, line.ConnectArguments),
            ConnectTimeout = line.ConnectTimeout,
        };
    }

    private LineCommand? Command(string place, string? file, string[] arguments)
    {
        if (file is null)
            return null;
        CheckPath(place, file);
        return new LineCommand(file, arguments.ToValueList());
    }

    private void CheckPath(string place, string path)
    {
        if (!Path.IsPathFullyQualified(path))
            problems.Error(place, $"\"{path}\" is not an absolute path");
        else if (!File.Exists(path))
            problems.Warn(place, $"there is no {path} (yet): calls will be refused");
    }
}
