using System.Net;
using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit.Xunit2;
using Concentrator.Actors.History;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pools;
using Concentrator.Control.Policy.Pools;
using Concentrator.Protocol.Ids;
using Concentrator.TestSupport;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Journal;

/// <summary>The journal in a real file, over several runs of a node.</summary>
public sealed class SqliteJournalSpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("concentrator-journal-").FullName;

    public SqliteJournalSpecs(ITestOutputHelper output)
        : base(output: output)
    {
    }

    private string File => Path.Combine(_directory, "state", "journal.db");

    [Fact]
    public async Task History_should_come_back_after_a_restart()
    {
        await using (var first = new Node(File))
        {
            first.Record(Facts.TunnelEstablished, Facts.SessionEstablished, Facts.SessionEnded);
            first.Record([.. Enumerable.Range(0, 600).Select(minute => Facts.TunnelEnded(minute) with { Tunnel = new TunnelId((ushort)(minute * 100)) })]);
            await EventuallyAsync(async () => Assert.Equal(603, (await first.JournalAsync()).Written));
        }

        await using var second = new Node(File);
        await EventuallyAsync(async () => Assert.Equal(602, (await second.HistoryAsync()).Count));
        second.Record(Facts.TunnelEnded(601) with { At = DateTimeOffset.UtcNow.AddMinutes(1) });
        await EventuallyAsync(async () => Assert.Equal(601, (await second.HistoryAsync())[0].TunnelId));
        var session = Assert.Single(await second.HistoryAsync(), entry => entry.Kind == "session");
        Assert.Equal(("user", "lost carrier"), (session.User, session.Reason));
    }

    [Fact]
    public async Task Tunnel_that_was_up_when_the_node_died_should_be_in_the_history_as_lost()
    {
        await using (var first = new Node(File))
            first.Record(Facts.TunnelEstablished, Facts.SessionEstablished);

        await using (var second = new Node(File))
            await EventuallyAsync(async () => Assert.Equal(["lost", "lost"], (await second.HistoryAsync()).Select(entry => entry.EndedBy)));

        await using var third = new Node(File);
        await EventuallyAsync(async () => Assert.Equal(["lost", "lost"], (await third.HistoryAsync()).Select(entry => entry.EndedBy)));
    }

    [Fact]
    public async Task User_should_meet_the_same_address_after_a_restart()
    {
        await using (var first = new Node(File))
        {
            Assert.Equal(IPAddress.Parse("10.0.0.1"), await first.LeaseAsync("a"));
            Assert.Equal(IPAddress.Parse("10.0.0.2"), await first.LeaseAsync("b"));
        }

        await using var second = new Node(File);
        await EventuallyAsync(async () => Assert.Equal(2, (await second.PoolAsync()).Remembered));
        Assert.Equal(IPAddress.Parse("10.0.0.2"), await second.LeaseAsync("b"));
        Assert.Equal(IPAddress.Parse("10.0.0.1"), await second.LeaseAsync("a"));
    }

    [Fact]
    public async Task File_should_stay_bounded()
    {
        var settings = new JournalSettings { BatchSize = 10, SnapshotEvery = 20, KeepEnded = 15 };
        await using (var first = new Node(File, settings))
        {
            for (var batch = 0; batch < 10; batch++)
            {
                first.Record([.. Enumerable.Range(batch * 50, 50).Select(Facts.SessionEndedAt)]);
                await EventuallyAsync(async () => Assert.Equal((batch + 1) * 50, (await first.JournalAsync()).Written));
            }

            await EventuallyAsync(() => Assert.InRange(Count("journal"), 0, settings.SnapshotEvery + settings.BatchSize));
            await EventuallyAsync(() => Assert.Equal(1, Count("snapshot")));
        }

        await using var second = new Node(File, settings);
        await EventuallyAsync(async () => Assert.Equal(15, (await second.HistoryAsync()).Count));
        Assert.Equal(Facts.Noon.AddSeconds(499), (await second.HistoryAsync())[0].At);
    }

    [Fact]
    public async Task Node_should_work_without_its_database_and_write_again_when_it_can()
    {
        // A file where the directory ought to be, so that not even root can write there.
        var obstacle = Path.GetDirectoryName(File)!;
        await System.IO.File.WriteAllTextAsync(obstacle, "");
        await using var node = new Node(File, new JournalSettings { Capacity = 2, MaxBackoff = TimeSpan.FromMilliseconds(100) });
        await EventuallyAsync(async () => Assert.StartsWith("sqlite: ", (await node.JournalAsync()).State));

        node.Record([.. Enumerable.Range(0, 5).Select(Facts.TunnelEnded)]);
        Assert.Equal(5, (await node.HistoryAsync()).Count);
        var status = await node.JournalAsync();
        Assert.Equal((5, 3, 0), (status.Recorded, status.Dropped, status.Written));

        System.IO.File.Delete(obstacle);
        await EventuallyAsync(async () => Assert.Equal((2, "sqlite"), ((await node.JournalAsync()).Written, (await node.JournalAsync()).State)));
    }

    [Fact]
    public async Task Facts_should_be_dropped_and_counted_when_the_database_breaks_while_the_node_runs()
    {
        await using var node = new Node(File);
        node.Record(Facts.SessionEnded);
        await EventuallyAsync(async () => Assert.Equal(1, (await node.JournalAsync()).Written));

        Execute("DROP TABLE journal");
        node.Record(Facts.SessionEnded, Facts.SessionEnded);
        await EventuallyAsync(async () => Assert.Equal(2, (await node.JournalAsync()).Dropped));
        Assert.Equal("sqlite: failing", (await node.JournalAsync()).State);
        Assert.Equal(3, (await node.HistoryAsync()).Count);
        Assert.Equal(IPAddress.Parse("10.0.0.1"), await node.LeaseAsync("a"));
    }

    [Fact]
    public async Task File_of_a_newer_version_should_be_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        Execute("PRAGMA user_version = 99");
        await using var node = new Node(File);
        await EventuallyAsync(async () => Assert.Contains("newer version", (await node.JournalAsync()).State));
    }

    [Fact]
    public async Task Database_should_be_in_write_ahead_mode()
    {
        await using var node = new Node(File);
        node.Record(Facts.SessionEnded);
        await EventuallyAsync(async () => Assert.Equal(1, (await node.JournalAsync()).Written));
        Assert.Equal("wal", Query("PRAGMA journal_mode"));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private Task EventuallyAsync(Func<Task> holds) => AwaitAssertAsync(holds, Patience, TimeSpan.FromMilliseconds(20));

    private Task EventuallyAsync(Action holds) => AwaitAssertAsync(holds, Patience, TimeSpan.FromMilliseconds(20));

    private long Count(string table) => (long)Query($"SELECT COUNT(*) FROM {table}");

    private void Execute(string sql) => Query(sql);

    private object Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    /// <summary>One run of a node with its journal, history and a pool.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly JournalHealth _health = new();
        private readonly IHost _host;

        public Node(string file, JournalSettings? settings = null) =>
            _host = TestHost.StartInRealTime(akka => akka.AddJournal(file, settings, _health).AddPools([Pool]).AddHistory(1000));

        private static PoolDefinition Pool =>
            AddressRanges.TryParse(["10.0.0.1-10.0.0.9"], out var ranges, out var error) ? new PoolDefinition("p", ranges, []) : throw new ArgumentException(error);

        public void Record(params IJournalFact[] facts)
        {
            foreach (var fact in facts)
                Actor<JournalKey>().Tell(new JournalCommands.Record(fact));
        }

        public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync()
        {
            // The journal passes facts on before it answers this, so that the history has what was recorded before.
            await JournalAsync();
            return (await Actor<HistoryKey>().Ask<HistoryResult>(new OperationsQueries.GetHistory(1000), Patience)).Entries;
        }

        public async Task<JournalStatus> JournalAsync()
        {
            await Actor<JournalKey>().Ask<ActorIdentity>(new Identify(1), Patience);
            return _health.Current;
        }

        /// <summary>Fails soon when the pool is not there yet, to be asked again.</summary>
        public Task<PoolStatus> PoolAsync() =>
            _host.Services.GetRequiredService<ActorSystem>().ActorSelection("/user/pools/p").Ask<PoolStatus>(
                PoolQueries.GetPoolStatus.Instance, TimeSpan.FromSeconds(1));

        public async Task<IPAddress> LeaseAsync(string user)
        {
            var inbox = Inbox.Create(_host.Services.GetRequiredService<ActorSystem>());
            Actor<PoolsKey>().Tell(new PoolCommands.InPool("p", new PoolCommands.Lease(inbox.Receiver, user, Fixed: null, Wanted: null)));
            return Assert.IsType<PoolEvents.Leased>(await inbox.ReceiveAsync(Patience)).Address;
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        private IActorRef Actor<TKey>() => _host.Services.GetRequiredService<ActorRegistry>().Get<TKey>();
    }
}
