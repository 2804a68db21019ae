using System.Runtime.Serialization;
using System.Text;
using Concentrator.Actors.Journal;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Journal;

public class FactSerializerSpecs(ITestOutputHelper output) : HostedTestKit(output, akka => akka.AddJournal(sqliteFile: null))
{
    /// <summary>The stored form of version 1 of every fact. Databases in the field hold these: a row may be added, none changed.</summary>
    public static readonly TheoryData<string, string, object> Stored = new()
    {
        {
            "tunnel-up:1",
            """{"tunnel":4660,"at":"2026-03-04T12:00:00+00:00","peerTunnel":9,"path":{"local":"[2001:db8::1]:1701","peer":"192.0.2.1:1701"},"profile":"profile","peerHostName":"lac","initiated":true}""",
            Facts.TunnelEstablished
        },
        {
            "tunnel-down:1",
            """{"tunnel":5,"at":"2026-03-04T12:05:00+00:00","since":"2026-03-04T12:00:00+00:00","peer":"192.0.2.1:1701","profile":"profile","peerHostName":"lac","endedBy":"local","result":"1","reason":"closed"}""",
            Facts.TunnelEnded(5)
        },
        {
            "session-up:1",
            """{"tunnel":4660,"session":77,"at":"2026-03-04T12:00:00+00:00","peerSession":8,"profile":"profile","user":"user","address":"10.64.0.2"}""",
            Facts.SessionEstablished
        },
        {
            "session-down:1",
            """{"tunnel":4660,"session":77,"at":"2026-03-04T12:01:00+00:00","since":"2026-03-04T12:00:00+00:00","established":"2026-03-04T12:00:02.5+00:00","peer":"192.0.2.1:1701","profile":"profile","user":"user","address":"10.64.0.2","callingNumber":"0123","traffic":{"rxPackets":1,"rxBytes":2,"txPackets":3,"txBytes":4},"endedBy":"peer","result":"1","reason":"lost carrier"}""",
            Facts.SessionEnded
        },
        {
            "lease:1",
            """{"at":"2026-03-04T12:00:00+00:00","pool":"pool","user":"user","address":"10.64.0.2"}""",
            Facts.AddressLeased
        },
        {
            "pppoe-down:1",
            """{"at":"2026-03-04T12:01:00+00:00","since":"2026-03-04T12:00:00+00:00","interface":"eth1","session":5,"host":"02:00:00:00:00:01","user":"joe@example.net","circuitId":"node 1/1","target":"isp","tunnel":4660,"traffic":{"rxPackets":1,"rxBytes":2,"txPackets":3,"txBytes":4},"endedBy":"peer","reason":"PADT"}""",
            Facts.PppoeSessionEnded
        },
    };

    private FactSerializer Serializer => Assert.IsType<FactSerializer>(Sys.Serialization.FindSerializerFor(Facts.AddressLeased));

    [Theory]
    [MemberData(nameof(Stored))]
    public void Fact_should_keep_its_stored_form(string manifest, string json, object fact)
    {
        Assert.Equal(manifest, Serializer.Manifest(fact));
        Assert.Equal(json, Encoding.UTF8.GetString(Serializer.ToBinary(fact)));
        Assert.Equal(fact, Serializer.FromBinary(Encoding.UTF8.GetBytes(json), manifest));
    }

    [Fact]
    public void Snapshot_should_keep_its_stored_form()
    {
        var snapshot = new SlotSnapshot([Facts.TunnelEnded(5), Facts.AddressLeased]);
        var stored = Encoding.UTF8.GetString(Serializer.ToBinary(snapshot));
        Assert.Equal("snapshot:1", Serializer.Manifest(snapshot));
        Assert.StartsWith("""[{"manifest":"tunnel-down:1","fact":{"tunnel":5,""", stored);
        Assert.EndsWith("""{"manifest":"lease:1","fact":{"at":"2026-03-04T12:00:00+00:00","pool":"pool","user":"user","address":"10.64.0.2"}}]""", stored);
        string[] alsoAsEarlierVersionsStoredIt = [stored, stored.Replace("+", "\\u002B", StringComparison.Ordinal)];
        foreach (var json in alsoAsEarlierVersionsStoredIt)
        {
            var read = Assert.IsType<SlotSnapshot>(Serializer.FromBinary(Encoding.UTF8.GetBytes(json), "snapshot:1"));
            Assert.Equal<IJournalFact>(snapshot.Facts, read.Facts);
        }
    }

    [Fact]
    public void Batch_should_be_stored_as_a_snapshot_is()
    {
        var batch = new FactBatch([Facts.TunnelEnded(5), Facts.AddressLeased]);
        Assert.Equal("facts:1", Serializer.Manifest(batch));
        Assert.Equal(Serializer.ToBinary(new SlotSnapshot(batch.Facts)), Serializer.ToBinary(batch));
        Assert.Equal<IJournalFact>(batch.Facts, Assert.IsType<FactBatch>(Serializer.FromBinary(Serializer.ToBinary(batch), "facts:1")).Facts);
    }

    [Fact]
    public void Every_fact_should_have_a_stored_form()
    {
        var facts = typeof(IJournalFact).Assembly.GetTypes().Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(IJournalFact)));
        Assert.Equal(facts.OrderBy(type => type.Name), Stored.Select(row => row[2].GetType()).OrderBy(type => type.Name));
    }

    [Fact]
    public void User_of_octets_that_are_no_utf8_should_be_stored_all_the_same()
    {
        var stored = Serializer.ToBinary(Facts.AddressLeased with { User = "m\udcfcr" });
        Assert.Equal("m\ufffdr", Assert.IsType<AddressLeased>(Serializer.FromBinary(stored, "lease:1")).User);
    }

    [Fact]
    public void Absent_field_should_read_as_its_default()
    {
        var fact = Assert.IsType<SessionEnded>(Serializer.FromBinary("""{"tunnel":1}"""u8.ToArray(), "session-down:1"));
        Assert.Equal((default(SessionTraffic), null), (fact.Traffic, fact.User));
    }

    [Fact]
    public void Unknown_manifest_should_be_refused() =>
        Assert.Throws<SerializationException>(() => Serializer.FromBinary("{}"u8.ToArray(), "lease:2"));

    [Fact]
    public void Serializer_should_keep_the_identifier_that_is_stored_beside_each_fact() => Assert.Equal(1701, Serializer.Identifier);

    [Theory]
    [InlineData("pool", "user", 241)]
    [InlineData("pool", "other", 252)]
    public void Slot_of_a_lease_should_stay_the_same_for_ever(string pool, string user, byte slot) =>
        Assert.Equal(slot, (Facts.AddressLeased with { Pool = pool, User = user }).Slot);

    [Fact]
    public void Slot_of_a_tunnel_fact_should_be_the_high_bits_of_our_tunnel_id() =>
        Assert.Equal(Facts.Slot, ((IJournalFact)Facts.SessionEnded).Slot);
}
