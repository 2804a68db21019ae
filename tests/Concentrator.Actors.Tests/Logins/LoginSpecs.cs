using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Logins;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Logins;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Logins;

public class LoginSpecs(ITestOutputHelper output) : HostedTestKit(output, akka => akka.AddLogins())
{
    [Fact]
    public void Second_login_should_be_granted_when_duplicates_are_allowed()
    {
        Assert.True(Claim(CreateTestProbe(), DuplicateLogins.Allow));
        Assert.True(Claim(CreateTestProbe(), DuplicateLogins.Allow));
    }

    [Fact]
    public void Second_login_should_be_refused_until_the_first_session_ends()
    {
        var first = CreateTestProbe();
        Assert.True(Claim(first, DuplicateLogins.Refuse));
        var second = CreateTestProbe();
        Assert.False(Claim(second, DuplicateLogins.Refuse));

        End(first);
        AwaitAssert(() => Assert.True(Claim(second, DuplicateLogins.Refuse)));
    }

    [Fact]
    public void Older_session_should_be_told_when_a_newer_login_replaces_it()
    {
        var first = CreateTestProbe();
        var second = CreateTestProbe();
        Assert.True(Claim(first, DuplicateLogins.Replace));
        Assert.True(Claim(second, DuplicateLogins.Replace));
        first.ExpectMsg<LoginEvents.LoginReplaced>();

        End(first);
        Assert.False(Claim(CreateTestProbe(), DuplicateLogins.Refuse));
    }

    [Fact]
    public void Session_should_stay_logged_in_when_it_claims_again()
    {
        var session = CreateTestProbe();
        Assert.True(Claim(session, DuplicateLogins.Refuse));
        Assert.True(Claim(session, DuplicateLogins.Refuse));
    }

    [Fact]
    public void Restart_should_log_nobody_out()
    {
        var first = CreateTestProbe();
        Assert.True(Claim(first, DuplicateLogins.Refuse));
        EventFilter.Exception<ArgumentNullException>().ExpectOne(() =>
            Registered<LoginsKey>().Tell(new LoginCommands.Claim(null!, new Login(null, "user"), DuplicateLogins.Allow)));
        var second = CreateTestProbe();
        Assert.False(Claim(second, DuplicateLogins.Refuse));

        End(first);
        AwaitAssert(() => Assert.True(Claim(second, DuplicateLogins.Refuse)));
    }

    private bool Claim(TestProbe session, DuplicateLogins policy)
    {
        Registered<LoginsKey>().Tell(new LoginCommands.Claim(session, new Login(null, "user"), policy));
        return session.ExpectMsg<object>() switch
        {
            LoginEvents.LoginGranted => true,
            LoginEvents.LoginRefused => false,
            var other => throw new InvalidOperationException($"unexpected {other}"),
        };
    }

    private void End(TestProbe session) => Registered<LoginsKey>().Tell(new LoginCommands.Release(session));
}
