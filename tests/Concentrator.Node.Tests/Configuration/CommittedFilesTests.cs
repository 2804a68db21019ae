using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Concentrator.Control.Policy;
using Concentrator.Node.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Concentrator.Node.Tests.Configuration;

/// <summary>What stands in config/ and docs/configuration.md is true.</summary>
public partial class CommittedFilesTests
{
    /// <summary>Where the reference has to show something because without it the rest would mean nothing.</summary>
    private static readonly string[] Examples = ["Dialers.Lns", "Groups.Tun.Address", "Lines.Devices", "Lns.Pool", "Switching.Match.Realms", "Switching.Target", "Tun.Address"];

    public static TheoryData<string> Options => [.. Leaves(typeof(ConcentratorOptions), "")];

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_should_be_documented(string option)
    {
        var rows = DocumentedOption().Matches(File.ReadAllText(At("docs/configuration.md"))).Select(row => row.Groups[1].Value);
        Assert.Contains(rows, row => option == row || option.EndsWith($".{row}", StringComparison.Ordinal));
    }

    [Fact]
    public void Document_should_name_no_option_that_there_is_not()
    {
        var options = Leaves(typeof(ConcentratorOptions), "").ToArray();
        foreach (Match row in DocumentedOption().Matches(File.ReadAllText(At("docs/configuration.md"))))
            Assert.Contains(options, option => option == row.Groups[1].Value || option.EndsWith($".{row.Groups[1].Value}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_should_stand_in_the_reference(string option)
    {
        var reference = JsonDocument.Parse(
            File.ReadAllText(At("config/reference.json")), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        // The tunnel and ppp of a dialer, and the tunnel of a target, are those of an LNS profile.
        var found = new[] { option, option.Replace("dialers[].tunnel", "lns[].tunnel").Replace("dialers[].ppp", "lns[].ppp").Replace("targets[].tunnel", "lns[].tunnel") }
            .Any(path => Has(reference.RootElement, path.Split('.')));
        Assert.True(found, option);
    }

    [Fact]
    public void Reference_should_show_the_defaults()
    {
        List<ConfigurationProblem> errors = [];
        var shown = new OptionsReader(errors).Read<ConcentratorOptions>(new ConfigurationBuilder().AddJsonFile(At("config/reference.json")).Build());
        Assert.Empty(errors);
        Assert.Equal(Examples, Differences(shown, "").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("config/quickstart.json")]
    [InlineData("config/lab.json")]
    [InlineData("config/reference.json")]
    public void File_should_have_no_errors(string file) => Assert.Empty(ConfigurationFile.Load(At(file)).Errors);

    [Fact]
    public void Lab_should_take_anybody_by_a_rule_that_is_warned_of()
    {
        var lab = ConfigurationFile.Load(At("config/lab.json"));
        var node = lab.Configuration!;
        Assert.Equal(["0.0.0.0:1701"], node.Listen.Select(listen => listen.ToString()));
        Assert.Equal(("l2tp0", IPAddress.Parse("10.64.0.1"), LogVerbosity.Warning), (node.Tun.Name, node.Tun.Address, node.Node.LogLevel));
        Assert.Contains(lab.Warnings, warning => warning.Place.StartsWith("users[0]", StringComparison.Ordinal));
    }

    private static string At(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../..", path);

    [GeneratedRegex(@"^\| `([A-Za-z0-9.\[\]]+)` \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedOption();

    /// <summary>The path of each option that has a value of its own, as "lns[].tunnel.hello".</summary>
    private static IEnumerable<string> Leaves(Type record, string path)
    {
        foreach (var property in record.GetProperties())
        {
            var (type, name) = (property.PropertyType, path + JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            var leaves = IsRecord(type) ? Leaves(type, $"{name}.")
                : type.IsArray && IsRecord(type.GetElementType()!) ? Leaves(type.GetElementType()!, $"{name}[].")
                : type.IsAssignableTo(typeof(IDictionary)) ? Leaves(type.GetGenericArguments()[1], $"{name}.NAME.")
                : [name];
            foreach (var leaf in leaves)
                yield return leaf;
        }
    }

    private static bool IsRecord(Type type) => type.Namespace == typeof(ConcentratorOptions).Namespace && type.Name.EndsWith("Options", StringComparison.Ordinal);

    private static bool Has(JsonElement element, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
            return true;
        if (path[0] == "NAME")
            return Has(element.EnumerateObject().First().Value, path[1..]);
        var (name, isList) = path[0].EndsWith("[]", StringComparison.Ordinal) ? (path[0][..^2], true) : (path[0], false);
        return element.TryGetProperty(name, out var value) && Has(isList ? value[0] : value, path[1..]);
    }

    /// <summary>The options that are not as they are by default, and need not be given.</summary>
    private static IEnumerable<string> Differences(object shown, string path)
    {
        var defaults = Activator.CreateInstance(shown.GetType())!;
        foreach (var property in shown.GetType().GetProperties())
        {
            var (value, place) = (property.GetValue(shown), path + property.Name);
            var records = IsRecord(property.PropertyType) ? [value!]
                : value is IDictionary named ? named.Values.Cast<object>()
                : value is Array list && IsRecord(property.PropertyType.GetElementType()!) ? list.Cast<object>()
                : null;
            if (records is not null)
                foreach (var difference in records.SelectMany(record => Differences(record, $"{place}.")))
                    yield return difference;
            else if (property.GetCustomAttribute<RequiredAttribute>() is null && !AreEqual(property.GetValue(defaults), value))
                yield return place;
        }
    }

    private static bool AreEqual(object? left, object? right) =>
        left is Array a && right is Array b ? a.Cast<object>().SequenceEqual(b.Cast<object>()) : Equals(left, right);
}
