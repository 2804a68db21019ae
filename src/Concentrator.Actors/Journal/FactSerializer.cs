using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;

namespace Concentrator.Actors.Journal;

/// <summary>
/// Journal facts to bytes and back. A manifest is a short name and a version; a version that was ever stored keeps its row, and when a
/// fact changes in a way that JSON cannot bridge, its next version gets a row of its own and the old one reads into the new type.
/// </summary>
internal sealed class FactSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string SnapshotManifest = "snapshot:1", BatchManifest = "facts:1";

    /// <summary>Octets that a thread keeps to write the next batch into; a large snapshot needs more.</summary>
    private const int MostKept = 512 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    private static readonly Row[] Rows =
    [
        new Row<TunnelEstablished>("tunnel-up:1", FactJson.Default.TunnelEstablished),
        new Row<TunnelEnded>("tunnel-down:1", FactJson.Default.TunnelEnded),
        new Row<SessionEstablished>("session-up:1", FactJson.Default.SessionEstablished),
        new Row<SessionEnded>("session-down:1", FactJson.Default.SessionEnded),
        new Row<AddressLeased>("lease:1", FactJson.Default.AddressLeased),
        new Row<PppoeSessionEnded>("pppoe-down:1", FactJson.Default.PppoeSessionEnded),
    ];

    /// <summary>What a fact is written as: of several rows of one type the last.</summary>
    private static readonly FrozenDictionary<Type, Row> Newest = Rows.GroupBy(row => row.Type).ToFrozenDictionary(rows => rows.Key, rows => rows.Last());

    /// <summary>Stored beside every fact: never to be changed.</summary>
    public override int Identifier => 1701;

    public override string Manifest(object o) => o switch
    {
        SlotSnapshot => SnapshotManifest,
        FactBatch => BatchManifest,
        _ => RowOf(o).Manifest,
    };

    public override byte[] ToBinary(object o) => o switch
    {
        SlotSnapshot snapshot => WriteAll(snapshot.Facts),
        FactBatch batch => WriteAll(batch.Facts),
        _ => RowOf(o).Write(o),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        SnapshotManifest => new SlotSnapshot(ReadAll(bytes)),
        BatchManifest => new FactBatch(ReadAll(bytes)),
        _ => RowOf(manifest).Read(bytes),
    };

    /// <summary>As an array of <see cref="StoredFact"/> is written, without making them.</summary>
    private static byte[] WriteAll(ImmutableArray<IJournalFact> facts)
    {
        var octets = _output ??= new ArrayBufferWriter<byte>();
        octets.ResetWrittenCount();
        using var json = new Utf8JsonWriter(octets);
        json.WriteStartArray();
        foreach (var fact in facts)
        {
            var row = RowOf(fact);
            json.WriteStartObject();
            json.WriteString("manifest", row.Manifest);
            json.WritePropertyName("fact");
            row.Write(json, fact);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        var written = octets.WrittenSpan.ToArray();
        if (octets.Capacity > MostKept)
            _output = null;
        return written;
    }

    private static ImmutableArray<IJournalFact> ReadAll(byte[] bytes) =>
        [.. JsonSerializer.Deserialize(bytes, FactJson.Default.StoredFactArray)!.Select(FromStored)];

    private static IJournalFact FromStored(StoredFact stored) => RowOf(stored.Manifest).Read(stored.Fact);

    private static Row RowOf(object fact) =>
        Newest.GetValueOrDefault(fact.GetType()) ?? throw new SerializationException($"{fact.GetType()} has no stored form");

    private static Row RowOf(string manifest) =>
        Array.Find(Rows, row => row.Manifest == manifest) ?? throw new SerializationException($"a newer version stored '{manifest}'");

    private abstract class Row(string manifest, Type type)
    {
        public string Manifest => manifest;

        public Type Type => type;

        public abstract byte[] Write(object fact);

        public abstract void Write(Utf8JsonWriter output, object fact);

        public abstract IJournalFact Read(ReadOnlySpan<byte> stored);

        public abstract IJournalFact Read(JsonElement stored);
    }

    private sealed class Row<T>(string manifest, JsonTypeInfo<T> json) : Row(manifest, typeof(T))
        where T : IJournalFact
    {
        public override byte[] Write(object fact) => JsonSerializer.SerializeToUtf8Bytes((T)fact, json);

        public override void Write(Utf8JsonWriter output, object fact) => JsonSerializer.Serialize(output, (T)fact, json);

        public override IJournalFact Read(ReadOnlySpan<byte> stored) => JsonSerializer.Deserialize(stored, json)!;

        public override IJournalFact Read(JsonElement stored) => stored.Deserialize(json)!;
    }
}
