using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native.Abuse;

/// <summary>
/// 200,000 datagrams of each kind of bad input: the LNS serves its customer meanwhile, lets go of all memory afterwards, and accounts for every datagram.
/// </summary>
public sealed class AbuseTests(Siege siege) : IClassFixture<Siege>
{
    private const int Datagrams = 200_000;
    private const long Growth = 20 << 20;

    /// <summary>Asked for by the requirement itself. This machine may be busy with other things, so the faster of two tries counts.</summary>
    private static readonly TimeSpan SetUp = TimeSpan.FromSeconds(5);

    private static readonly string[] NotOfDatagrams =
    [
        "dropped.earlyFrames", "dropped.unknownDestination", "dropped.tooBig", "dropped.sendTooBig", "dropped.sendQueueFull", "dropped.sendFailed",
        "dropped.ptyQueueFull", "dropped.ptyFrameTooBig", "dropped.ptyFrameTooLong", "dropped.ptyFrameTooShort", "dropped.ptyBadFcs", "dropped.ptyAborted", "dropped.ptyClosed",
    ];

    public static TheoryData<string> Kinds => [.. Abuses.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Flood_should_harm_nobody_and_be_accounted_for(string kind)
    {
        var (customer, lns, counters) = await ReadAsync();

        var calls = TwoTriesAsync();
        var sent = await siege.FloodAsync(kind, Datagrams, calls);
        var fastest = await calls;
        await siege.QuietAsync();

        Assert.True(fastest <= SetUp, $"The customer's call took {fastest.TotalSeconds:0.0} s.");
        var (customerAfter, lnsAfter, after) = await ReadAsync();
        var received = lnsAfter.Received - lns.Received;
        Assert.Equal(sent + customerAfter.Sent - customer.Sent, received + lnsAfter.Lost - lns.Lost);
        Assert.True(received > Datagrams / 2, $"Only {received} datagrams reached the LNS.");

        long Sum(params string[] names) => names.Sum(name => after[name] - counters[name]);
        Assert.Equal(received, Sum("datagrams.received"));
        var fates = after.Keys.Where(name => name.StartsWith("control.", StringComparison.Ordinal)).Except(["control.sent", "control.received"]).ToArray();
        var drops = after.Keys.Where(name => name.StartsWith("dropped.", StringComparison.Ordinal)).Except(NotOfDatagrams).ToArray();
        Assert.Equal(received, Sum("data.delivered") + Sum(fates) + Sum(drops));
        Assert.Equal(0, Sum("dropped.internalError"));

        await Until.True(
            () => Task.FromResult(siege.Lns.ResidentBytes - siege.ResidentBefore < Growth), Dialing.Limit,
            $"{siege.ResidentBefore >> 20} MB to be enough again, after {siege.Lns.ResidentBytes >> 20} MB");
    }

    private async Task<TimeSpan> TwoTriesAsync()
    {
        var first = await siege.SetUpAsync();
        return first <= SetUp ? first : await siege.SetUpAsync();
    }

    private async Task<(UdpStatistics Customer, UdpStatistics Lns, IReadOnlyDictionary<string, long> Counters)> ReadAsync() =>
        (await UdpStatistics.ReadAsync(siege.LacHost), await UdpStatistics.ReadAsync(siege.LnsHost), await siege.Lns.CountersAsync());
}
