using Concentrator.Actors.History;
using Concentrator.Actors.Tests.Journal;
using Xunit;

namespace Concentrator.Actors.Tests.History;

public class HistoryLogSpecs
{
    [Fact]
    public void Newest_should_come_first_in_whatever_order_they_became_known()
    {
        var log = new HistoryLog(capacity: 10);
        foreach (var minute in new[] { 3, 1, 2 })
            log.Add(Facts.TunnelEnded(minute));
        Assert.Equal([3, 2], log.Newest(2).Select(entry => entry.TunnelId));
    }

    [Fact]
    public void Oldest_should_make_room()
    {
        var log = new HistoryLog(capacity: 2);
        foreach (var minute in new[] { 3, 1, 2, 0 })
            log.Add(Facts.TunnelEnded(minute));
        Assert.Equal([3, 2], log.Newest(10).Select(entry => entry.TunnelId));
    }

    [Fact]
    public void Entry_should_say_what_ended_and_why()
    {
        var log = new HistoryLog(capacity: 2);
        log.Add(Facts.SessionEnded);
        log.Add(Facts.TunnelEstablished);
        log.Add(Facts.AddressLeased);

        var entry = Assert.Single(log.Newest(10));
        Assert.Equal(("session", 0x1234, 77, "192.0.2.1:1701"), (entry.Kind, entry.TunnelId, entry.SessionId, entry.Peer));
        Assert.Equal(("user", "10.64.0.2", 60.0), (entry.User, entry.Address, entry.DurationSeconds));
        Assert.Equal((2ul, 4ul, "peer", "1", "lost carrier"), (entry.RxBytes, entry.TxBytes, entry.EndedBy, entry.Result, entry.Reason));
    }

    [Fact]
    public void Entry_of_a_pppoe_session_should_say_whose_it_was_and_where_it_went()
    {
        var log = new HistoryLog(capacity: 2);
        log.Add(Facts.PppoeSessionEnded);

        var entry = Assert.Single(log.Newest(10));
        Assert.Equal(("pppoe", "eth1", 5, 0x1234, "02:00:00:00:00:01"), (entry.Kind, entry.Profile, entry.SessionId, entry.TunnelId, entry.Peer));
        Assert.Equal(("joe@example.net", "isp", "node 1/1", "peer", "PADT"), (entry.User, entry.Target, entry.CircuitId, entry.EndedBy, entry.Reason));
    }
}
