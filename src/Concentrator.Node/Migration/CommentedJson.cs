using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Concentrator.Node.Migration;

/// <summary>JSON that a person is going to edit: options by their path, with comments in front of them.</summary>
internal static class CommentedJson
{
    /// <summary>Begins the names of properties that hold a comment for the property after them.</summary>
    private const string CommentMark = "//";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sets an option by its path ("tunnel.receiveWindow"), and makes the objects on the way there.</summary>
    public static void Set(this JsonObject json, string path, JsonNode value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
            json = json[name] as JsonObject ?? json.Add(name);
        json[names[^1]] = value;
    }

    /// <summary>Puts a comment in front of what is set next, or at the end.</summary>
    public static void Comment(this JsonObject json, string text) => json.Add($"{CommentMark}{json.Count}", text);

    /// <summary>The same for a program to read.</summary>
    public static JsonObject WithoutComments(JsonObject json) => new(
        json.Where(member => !member.Key.StartsWith(CommentMark, StringComparison.Ordinal))
            .Select(member => KeyValuePair.Create(member.Key, member.Value is JsonObject inner ? WithoutComments(inner) : member.Value?.DeepClone())));

    public static JsonArray Array(IEnumerable<string> items) => [.. items.Select(item => (JsonNode)item)];

    public static string Write(JsonObject json, IEnumerable<string> head)
    {
        var text = new StringBuilder();
        foreach (var line in head)
            Comment(text, line);
        Write(text, json, "");
        return text.Append('\n').ToString();
    }

    private static JsonObject Add(this JsonObject json, string name)
    {
        var child = new JsonObject();
        json[name] = child;
        return child;
    }

    private static void Write(StringBuilder text, JsonNode? node, string indent)
    {
        var inner = $"{indent}  ";
        switch (node)
        {
            case JsonObject members:
                text.Append("{\n");
                foreach (var (index, (name, value)) in members.Index())
                {
                    if (name.StartsWith(CommentMark, StringComparison.Ordinal))
                    {
                        Comment(text.Append(inner), $"{value}");
                        continue;
                    }
                    text.Append(inner).Append(JsonSerializer.Serialize(name, Plain)).Append(": ");
                    Write(text, value, inner);
                    text.Append(IsLast(members, index) ? "\n" : ",\n");
                }
                text.Append(indent).Append('}');
                break;
            case JsonArray items when items.Any(item => item is JsonObject):
                text.Append("[\n");
                foreach (var (index, item) in items.Index())
                {
                    text.Append(inner);
                    Write(text, item, inner);
                    text.Append(index == items.Count - 1 ? "\n" : ",\n");
                }
                text.Append(indent).Append(']');
                break;
            case JsonArray items:
                text.Append('[').AppendJoin(", ", items.Select(item => item!.ToJsonString(Plain))).Append(']');
                break;
            default:
                text.Append(node?.ToJsonString(Plain) ?? "null");
                break;
        }
    }

    /// <summary>A comment ends with its line, whatever stands in what it quotes.</summary>
    private static void Comment(StringBuilder text, string comment) =>
        text.Append("// ").Append(string.Concat(comment.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter))).Append('\n');

    private static bool IsLast(JsonObject members, int index) =>
        members.Skip(index + 1).All(member => member.Key.StartsWith(CommentMark, StringComparison.Ordinal));
}
