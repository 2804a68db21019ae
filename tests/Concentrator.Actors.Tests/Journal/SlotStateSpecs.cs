using System.Net;
using Concentrator.Actors.Journal;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.Actors.Tests.Journal;

public class SlotStateSpecs
{
    private readonly SlotState _state = new(keepEnded: 3, keepAddresses: 2);

    [Fact]
    public void State_should_be_rebuilt_from_its_own_facts()
    {
        Apply(Facts.SessionEnded, Facts.AddressLeased, Facts.TunnelEstablished, Facts.SessionEstablished);
        var facts = _state.Facts();
        var rebuilt = new SlotState(keepEnded: 3, keepAddresses: 2);
        foreach (var fact in facts)
            rebuilt.Apply(fact);
        Assert.Equal<IJournalFact>(facts, rebuilt.Facts());
        Assert.Equal(4, facts.Length);
    }

    [Fact]
    public void Size_should_be_that_of_its_facts()
    {
        Apply([.. Enumerable.Range(1, 5).Select(Facts.SessionEndedAt)]);
        foreach (var user in Enumerable.Range(1, 3))
            Apply(Facts.AddressLeased with { User = $"user-{user}" });
        Apply(Facts.TunnelEstablished, Facts.SessionEstablished);
        Assert.Equal(3 + 2 + 2, _state.Size);
        Assert.Equal(_state.Facts().Length, _state.Size);
    }

    [Fact]
    public void Only_the_last_ends_should_be_kept()
    {
        Apply([.. Enumerable.Range(1, 5).Select(Facts.SessionEndedAt)]);
        Assert.Equal([3, 4, 5], _state.Facts().Select(fact => (int)(fact.At - Facts.Noon).TotalSeconds));
    }

    [Fact]
    public void Only_the_last_address_of_the_latest_users_should_be_kept()
    {
        foreach (var second in Enumerable.Range(1, 9))
            Apply(Facts.AddressLeased with { At = Facts.Noon.AddSeconds(second), User = $"user-{second % 3}", Address = new IPAddress(second) });
        Assert.Equal([("user-2", 8), ("user-0", 9)], _state.Facts().Cast<AddressLeased>().Select(lease => (lease.User, (int)lease.Address.GetAddressBytes()[0])));
    }

    [Fact]
    public void Tunnel_and_session_that_ended_should_not_be_up()
    {
        Apply(Facts.TunnelEstablished, Facts.SessionEstablished, Facts.SessionEnded);
        Assert.Equal<IJournalFact>([Facts.SessionEnded, Facts.TunnelEstablished], _state.Facts());
        Apply(Facts.TunnelEnded(0) with { Tunnel = Facts.Tunnel });
        Assert.DoesNotContain(Facts.TunnelEstablished, _state.Facts());
    }

    [Fact]
    public void What_an_earlier_run_left_up_should_be_lost_when_the_node_starts_again()
    {
        var started = Facts.Noon.AddHours(1);
        Apply(Facts.TunnelEstablished, Facts.SessionEstablished, Facts.TunnelEstablished with { Tunnel = new TunnelId(0x1299), At = started.AddSeconds(1) });
        var lost = _state.Lost(started);

        var session = Assert.IsType<SessionEnded>(lost[0]);
        Assert.Equal((Facts.Session, "user", "lost", started), (session.Session, session.User, session.EndedBy, session.At));
        var tunnel = Assert.IsType<TunnelEnded>(lost[1]);
        Assert.Equal((Facts.Tunnel, "lost", started), (tunnel.Tunnel, tunnel.EndedBy, tunnel.At));
        Assert.Equal(2, lost.Length);

        Apply([.. lost]);
        Assert.Empty(_state.Lost(started));
    }

    private void Apply(params IJournalFact[] facts)
    {
        foreach (var fact in facts)
            _state.Apply(fact);
    }
}
