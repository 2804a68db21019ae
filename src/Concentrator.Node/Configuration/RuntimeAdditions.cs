using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Concentrator.Control.Policy;
using Concentrator.Node.Control;
using Microsoft.Extensions.Configuration;

namespace Concentrator.Node.Configuration;

/// <summary>Parts of the configuration that operators have added to the running node, by the names that they were given; the newest first. Immutable.</summary>
public sealed partial class RuntimeAdditions
{
    public static readonly RuntimeAdditions None = new([]);

    private readonly ValueList<(string Name, AddedOptions Options)> _parts;

    private RuntimeAdditions(ValueList<(string, AddedOptions)> parts) => _parts = parts;

    public IReadOnlyList<AdditionStatus> Status => [.. _parts.Select(part => new AdditionStatus(
        part.Name, part.Options.Source, [.. part.Options.Lns.Select(lns => lns.Name)], [.. part.Options.Dialers.Select(dialer => dialer.Name)], [.. part.Options.Pools.Keys]))];

    public bool Has(string name) => _parts.Any(part => part.Name == name);

    public RuntimeAdditions Without(string name) => new(_parts.Where(part => part.Name != name).ToValueList());

    /// <summary>With a part added, or in the place of the one of this name. Null: the text is no such part, and the errors say why.</summary>
    public RuntimeAdditions? With(string name, string json, ICollection<ConfigurationProblem> errors)
    {
        try
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(json));
            var mistakes = new List<ConfigurationProblem>();
            var options = new OptionsReader(mistakes).Read<AddedOptions>(new ConfigurationBuilder().AddJsonStream(content).Build());
            foreach (var mistake in mistakes)
                errors.Add(mistake with { Place = $"{name}: {mistake.Place}" });
            return mistakes.Count == 0 ? new RuntimeAdditions([(name, options), .. Without(name)._parts]) : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidDataException)
        {
            errors.Add(new ConfigurationProblem(name, $"is not JSON: {(fault.InnerException ?? fault).Message}"));
            return null;
        }
    }

    /// <summary>What the file says and what was added, with the added profiles before those of the file.</summary>
    internal ConcentratorOptions AddTo(ConcentratorOptions file, Problems problems)
    {
        var pools = new Dictionary<string, PoolOptions>(file.Pools);
        foreach (var (name, options) in _parts)
            foreach (var (pool, value) in options.Pools)
                if (!pools.TryAdd(pool, value))
                    problems.Error($"{name}: pools.{pool}", "is there already");
        return file with
        {
            Lns = [.. _parts.SelectMany(part => part.Options.Lns), .. file.Lns],
            Dialers = [.. _parts.SelectMany(part => part.Options.Dialers), .. file.Dialers],
            Pools = pools,
            Passwords = _parts.SelectMany(part => part.Options.Passwords).DistinctBy(row => row.Key).ToDictionary(),
        };
    }

    /// <summary>Runs what reports problems by places in the lists that <see cref="AddTo"/> has made, and makes them places in the file or in a part.</summary>
    internal T Locate<T>(Problems problems, Func<T> run)
    {
        var (errors, warnings) = (problems.Errors.Count, problems.Warnings.Count);
        var result = run();
        if (_parts.IsEmpty)
            return result;
        foreach (var (list, first) in new[] { (problems.Errors, errors), (problems.Warnings, warnings) })
            for (var i = first; i < list.Count; i++)
                list[i] = new ConfigurationProblem(Row().Replace(list[i].Place, Locate), Row().Replace(list[i].Text, Locate));
        return result;
    }

    private string Locate(Match row)
    {
        var (list, index) = (row.Groups[1].Value, int.Parse(row.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, options) in _parts)
        {
            var length = list == "lns" ? options.Lns.Length : options.Dialers.Length;
            if (index < length)
                return $"{name}: {list}[{index}]";
            index -= length;
        }
        return $"{list}[{index}]";
    }

    [GeneratedRegex(@"\b(lns|dialers)\[(\d{1,9})\]")]
    private static partial Regex Row();
}
