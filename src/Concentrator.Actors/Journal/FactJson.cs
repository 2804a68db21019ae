using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Journal;

/// <summary>
/// The stored form of facts: JSON, so that a fact can gain a field without a new version (an absent one reads as its default), and so
/// that a person can read the database with the sqlite3 shell.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TunnelIdJson), typeof(SessionIdJson), typeof(EndpointJson), typeof(AddressJson)])]
[JsonSerializable(typeof(TunnelEstablished))]
[JsonSerializable(typeof(TunnelEnded))]
[JsonSerializable(typeof(SessionEstablished))]
[JsonSerializable(typeof(SessionEnded))]
[JsonSerializable(typeof(AddressLeased))]
[JsonSerializable(typeof(PppoeSessionEnded))]
[JsonSerializable(typeof(StoredFact[]))]
internal sealed partial class FactJson : JsonSerializerContext;

/// <summary>A fact within a snapshot, with the manifest that it would have as an event.</summary>
internal sealed record StoredFact(string Manifest, JsonElement Fact);

internal sealed class TunnelIdJson : JsonConverter<TunnelId>
{
    public override TunnelId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetUInt16());

    public override void Write(Utf8JsonWriter writer, TunnelId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class SessionIdJson : JsonConverter<SessionId>
{
    public override SessionId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetUInt16());

    public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class EndpointJson : JsonConverter<Endpoint>
{
    public override Endpoint Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        Endpoint.From(IPEndPoint.Parse(reader.GetString()!));

    public override void Write(Utf8JsonWriter writer, Endpoint value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class AddressJson : JsonConverter<IPAddress>
{
    /// <summary>An IPv6 address, "%" and the number of its scope.</summary>
    private const int LongestText = 56;

    public override IPAddress Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => IPAddress.Parse(reader.GetString()!);

    /// <summary>Not by its string, which the address would keep for as long as it lives.</summary>
    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[LongestText];
        writer.WriteStringValue(value.TryFormat(text, out var length) ? text[..length] : throw new FormatException($"{value} is longer than an address"));
    }
}
