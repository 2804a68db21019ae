using Concentrator.Control.Pppoe;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;
using Xunit;

namespace Concentrator.Control.Tests.Pppoe;

public class PppoeSessionsTests
{
    private static readonly SessionRequest Alice = new(new MacAddress(1), "", new PppoeTag(PppoeTagType.HostUniq, [1]));
    private static readonly SessionRequest Bob = new(new MacAddress(2), "");
    private static readonly PppoeSessionId First = new(1), Second = new(2);

    private readonly PppoeSessions _sessions = new();

    [Fact]
    public void Repeated_padr_should_find_its_session_until_the_host_uses_it()
    {
        Assert.Null(_sessions.RepeatedBy(Alice));
        var isUsed = false;
        _sessions.Add(First, Alice, () => isUsed);
        Assert.Equal(First, _sessions.RepeatedBy(Alice with { HostUniq = new PppoeTag(PppoeTagType.HostUniq, [1]) }));
        Assert.Null(_sessions.RepeatedBy(Alice with { HostUniq = new PppoeTag(PppoeTagType.HostUniq, [2]) }));
        Assert.Null(_sessions.RepeatedBy(Alice with { Host = Bob.Host }));
        isUsed = true;
        Assert.Null(_sessions.RepeatedBy(Alice));
    }

    [Fact]
    public void Limits_should_hold_for_the_interface_the_host_and_set_up()
    {
        _sessions.Add(First, Alice, () => false);
        Assert.NotNull(_sessions.Objection(Bob, new PppoeLimits(Sessions: 1)));
        Assert.NotNull(_sessions.Objection(Bob, new PppoeLimits(InSetup: 1)));
        Assert.NotNull(_sessions.Objection(Alice, new PppoeLimits(SessionsPerHost: 1)));
        Assert.Null(_sessions.Objection(Bob, new PppoeLimits(Sessions: 2, SessionsPerHost: 1, InSetup: 2)));
        Assert.Null(_sessions.Objection(Alice, PppoeLimits.None));

        _sessions.Established(First);
        _sessions.Established(First);
        Assert.Null(_sessions.Objection(Bob, new PppoeLimits(InSetup: 1)));
        _sessions.Add(Second, Bob, () => false);
        _sessions.Remove(Second);
        _sessions.Remove(Second);
        _sessions.Remove(First);
        Assert.Equal((0, 0), (_sessions.Count, _sessions.InSetup));
        Assert.Null(_sessions.Objection(Alice, new PppoeLimits(Sessions: 1, SessionsPerHost: 1, InSetup: 1)));
    }

    [Fact]
    public void Session_should_belong_to_its_host_only()
    {
        _sessions.Add(First, Alice, () => false);
        Assert.True(_sessions.Belongs(First, Alice.Host));
        Assert.False(_sessions.Belongs(First, Bob.Host));
        Assert.False(_sessions.Belongs(Second, Alice.Host));
    }
}
