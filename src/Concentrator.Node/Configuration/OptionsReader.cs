using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Concentrator.Control.Policy;
using Microsoft.Extensions.Configuration;

namespace Concentrator.Node.Configuration;

/// <summary>
/// Binds a configuration to a record of options and reports everything that is wrong, not only the first thing: names that are no
/// options, values of the wrong kind or out of range, what is missing. Lists replace their default instead of adding to it.
/// </summary>
/// <remarks>The framework's binder stops at the first value that does not convert and can name neither its range nor a likely option.</remarks>
internal sealed class OptionsReader(ICollection<ConfigurationProblem> errors)
{
    public T Read<T>(IConfiguration configuration) where T : class, new() => (T)ReadRecord(configuration, typeof(T), "");

    private object ReadRecord(IConfiguration section, Type type, string path)
    {
        var record = Activator.CreateInstance(type)!;
        var properties = type.GetProperties();
        foreach (var child in section.GetChildren())
        {
            var place = Join(path, child.Key);
            if (properties.FirstOrDefault(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } property)
                Report(place, UnknownOption(child.Key, properties));
            else if (HasContent(child) && Read(child, property.PropertyType, Join(path, CamelCase(property.Name))) is { } value)
                property.SetValue(record, value);
        }

        foreach (var property in properties)
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
                if (!rule.IsValid(property.GetValue(record)) || (rule is RequiredAttribute && property.GetValue(record) is Array { Length: 0 }))
                    Report(Join(path, CamelCase(property.Name)), Complaint(rule, property.GetValue(record)));
        return record;
    }

    private object? Read(IConfigurationSection section, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (OptionValues.IsSingle(type))
            return ReadSingle(section, type, path);
        if (type.IsArray)
            return ReadArray(section, type.GetElementType()!, path);
        if (section.Value is { Length: > 0 } text)
            return Report(path, $"\"{text}\" stands where {{ … }} is expected");
        return type.IsAssignableTo(typeof(IDictionary)) ? ReadDictionary(section, type, path) : ReadRecord(section, type, path);
    }

    private object? ReadSingle(IConfigurationSection section, Type type, string path)
    {
        if (section.Value is not { } text)
            return Report(path, "a single value is expected");
        return OptionValues.Parse(type, text, out var expected) ?? Report(path, $"\"{text}\" is not {expected}");
    }

    /// <summary>A value that stands alone is a list of one.</summary>
    private object ReadArray(IConfigurationSection section, Type type, string path)
    {
        var items = section.Value is { Length: > 0 } && OptionValues.IsSingle(type)
            ? [ReadSingle(section, type, path)]
            : section.GetChildren().Select((child, index) => Read(child, type, $"{path}[{index}]")).ToArray();
        if (section.Value is { Length: > 0 } text && !OptionValues.IsSingle(type))
            Report(path, $"\"{text}\" stands where [ … ] is expected");
        foreach (var child in section.GetChildren().Where(child => !child.Key.All(char.IsAsciiDigit)))
            Report(Join(path, child.Key), "a list is expected here, [ … ]");

        var present = items.Where(item => item is not null).ToArray();
        var array = Array.CreateInstance(type, present.Length);
        present.CopyTo(array, 0);
        return array;
    }

    private IDictionary ReadDictionary(IConfigurationSection section, Type type, string path)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(type)!;
        foreach (var child in section.GetChildren())
            if (Read(child, type.GetGenericArguments()[1], Join(path, child.Key)) is { } value)
                dictionary[child.Key] = value;
        return dictionary;
    }

    private object? Report(string path, string text)
    {
        errors.Add(new ConfigurationProblem(path, text));
        return null;
    }

    /// <summary>False for null, which means the default; an empty list has an empty value.</summary>
    private static bool HasContent(IConfigurationSection section) => section.Value is not null || section.GetChildren().Any();

    private static string Complaint(ValidationAttribute rule, object? value) => rule switch
    {
        RequiredAttribute => "must be given",
        MaxLengthAttribute longest => $"must not be longer than {longest.Length} characters",
        RangeAttribute range => $"{OptionValues.Show(value)} is not within {Bound(range, range.Minimum)}..{Bound(range, range.Maximum)}",
        _ => rule.FormatErrorMessage("the value"),
    };

    private static string Bound(RangeAttribute range, object bound) =>
        OptionValues.Show(range.OperandType == typeof(TimeSpan) ? TimeSpan.Parse(bound.ToString()!) : bound);

    private static string UnknownOption(string key, PropertyInfo[] properties)
    {
        var nearest = properties.Select(property => CamelCase(property.Name)).MinBy(name => Distance(name.ToLowerInvariant(), key.ToLowerInvariant()));
        return nearest is not null && Distance(nearest.ToLowerInvariant(), key.ToLowerInvariant()) <= Math.Max(2, key.Length / 3)
            ? $"no such option; did you mean \"{nearest}\"?"
            : $"no such option; here are {string.Join(", ", properties.Select(property => CamelCase(property.Name)))}";
    }

    /// <summary>Levenshtein's: how many letters to add, drop or change.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        foreach (var letter in left)
        {
            var diagonal = row[0]++;
            for (var i = 1; i <= right.Length; i++)
                (row[i], diagonal) = (Math.Min(Math.Min(row[i], row[i - 1]) + 1, diagonal + (right[i - 1] == letter ? 0 : 1)), row[i]);
        }
        return row[^1];
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    internal static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
