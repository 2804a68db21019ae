using System.Data.Common;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;

namespace Concentrator.Actors.Journal;

/// <summary>The journal in one SQLite file, written by Akka.Persistence.Sql.</summary>
public static class SqliteJournal
{
    /// <summary>The layout of the file, kept in its user_version: 2 has facts in batches beside single ones. A file of a newer layout is left alone.</summary>
    private const int Layout = 2;

    /// <summary>A write does not wait for the disk: a power cut may cost the last facts, never the file.</summary>
    private const string Pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;";

    /// <summary>Makes Akka.Persistence of this actor system use an SQLite file, which is made on first use.</summary>
    public static AkkaConfigurationBuilder WithSqliteJournal(this AkkaConfigurationBuilder builder, string file)
    {
        var connection = ConnectionString(file);
        var plugin = $$"""
            connection-string = "{{connection.Replace("\\", "\\\\").Replace("\"", "\\\"")}}"
            provider-name = "{{ProviderName.SQLiteMS}}"
            auto-initialize = on
            # It waits for the disk, which the threads of the actors must not.
            materializer-dispatcher = "akka.persistence.dispatchers.default-plugin-dispatcher"
            """;
        var options = new DataOptions()
            .UseDataProvider(SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft))
            .UseProvider(ProviderName.SQLiteMS)
            .UseConnectionString(connection)
            .UseAfterConnectionOpened(opened => Execute(opened, Pragmas), OpenedBesidesAsync);
        return builder
            .AddSetup(new DataOptionsSetup(options))
            .AddHocon(
                ConfigurationFactory.ParseString($$"""
                    akka.persistence {
                      journal.plugin = "akka.persistence.journal.sql"
                      journal.sql { {{plugin}} }
                      snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
                      snapshot-store.sql { {{plugin}} }
                      # Reading back is never urgent: set-ups need the processors more. But what a slow machine takes its
                      # time for, the data access library's start above all, is not a journal that cannot be read.
                      max-concurrent-recoveries = 4
                      journal.sql.recovery-event-timeout = 3m
                      # SQLite has one writer: others would wait for it, each with a batch that could have been larger.
                      journal.sql.parallelism = 1
                      # As text, in the statement, a batch would be written out as hexadecimal digits, and parsed again.
                      journal.sql.prefer-parameters-on-multirow-insert = on
                    }
                    """).WithFallback(SqlPersistence.DefaultConfiguration),
                HoconAddMode.Prepend);
    }

    internal static JournalStore Store(string file, JournalSettings settings)
    {
        var nodeStarted = DateTimeOffset.UtcNow;
        return new JournalStore(
            "sqlite",
            () => Task.Run(() => Open(file)),
            slot => Props.Create(() => new SlotJournalActor(slot, settings, nodeStarted)));
    }

    /// <summary>
    /// Writes to the file before Akka.Persistence touches it, because that takes an error at its start for the end; and asks directly
    /// which slots it holds, because the read journal blocks its caller and goes on polling.
    /// </summary>
    private static IReadOnlyList<byte> Open(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var connection = new SqliteConnection(ConnectionString(file));
        connection.Open();
        Execute(connection, Pragmas);
        if (Query(connection, "PRAGMA user_version", reader => reader.GetInt32(0)) is [> Layout])
            throw new InvalidOperationException($"{file} was written by a newer version");
        Execute(connection, $"PRAGMA user_version = {Layout}");

        const string tablesOfFacts = "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('journal', 'snapshot')";
        return
        [
            .. Query(connection, tablesOfFacts, reader => reader.GetString(0))
                .SelectMany(table => Query(connection, $"SELECT DISTINCT persistence_id FROM {table}", reader => reader.GetString(0)))
                .Select(SlotJournalActor.SlotOf)
                .OfType<byte>()
                .Distinct(),
        ];
    }

    private static string ConnectionString(string file) => new SqliteConnectionStringBuilder { DataSource = file }.ToString();

    /// <summary>
    /// SQLite has no asynchronous way, so the stream of writes would do each where it takes it, alone. Done besides, what comes meanwhile is gathered, and
    /// written at once: a transaction costs far more than what is written in it.
    /// </summary>
    private static async Task OpenedBesidesAsync(DbConnection opened, CancellationToken cancelled)
    {
        await Task.Yield();
        Execute(opened, Pragmas);
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<T> Query<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
