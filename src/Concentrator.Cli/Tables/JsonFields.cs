using System.Text.Json;

namespace Concentrator.Cli.Tables;

/// <summary>
/// Fields of the API's JSON by name. One that is missing is read as if it were null, so that this program and a node of another version
/// understand each other as far as they can.
/// </summary>
internal static class JsonFields
{
    /// <summary>
    /// Text and numbers as they are; null as "". Names and reasons come from peers: whatever could control a terminal is replaced.
    /// </summary>
    public static string Text(this JsonElement row, string field) => row.Field(field) is not { } value
        ? ""
        : string.Concat(value.ToString().Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '?' : c));

    public static double? Number(this JsonElement row, string field) =>
        row.Field(field) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public static JsonElement? Field(this JsonElement row, string field) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
