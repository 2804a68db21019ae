using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Logins;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class LoginTableTests
{
    private readonly LoginTable<int> _table = new();

    [Fact]
    public void Login_should_be_granted_to_both_when_duplicates_are_allowed()
    {
        _table.Claim(new Login(null, "user"), 1, DuplicateLogins.Allow);
        Assert.Equal(new LoginVerdict<int>(true, []), _table.Claim(new Login(null, "user"), 2, DuplicateLogins.Allow));
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void Login_should_be_refused_to_the_newer_session_until_the_older_has_ended()
    {
        _table.Claim(new Login(null, "user"), 1, DuplicateLogins.Refuse);
        Assert.False(_table.Claim(new Login(null, "user"), 2, DuplicateLogins.Refuse).Granted);
        _table.Release(1);
        Assert.True(_table.Claim(new Login(null, "user"), 2, DuplicateLogins.Refuse).Granted);
    }

    [Fact]
    public void Login_should_replace_every_older_session_of_the_user()
    {
        _table.Claim(new Login(null, "user"), 1, DuplicateLogins.Allow);
        _table.Claim(new Login(null, "user"), 2, DuplicateLogins.Allow);
        _table.Claim(new Login(null, "other"), 3, DuplicateLogins.Allow);
        Assert.Equal(new LoginVerdict<int>(true, [1, 2]), _table.Claim(new Login(null, "user"), 4, DuplicateLogins.Replace));
        Assert.Equal(2, _table.Count);
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 1, 2)]
    public void User_should_keep_the_other_sessions_when_one_ends(int ended, int first, int second)
    {
        for (var session = 1; session <= 3; session++)
            _table.Claim(new Login(null, "user"), session, DuplicateLogins.Allow);
        _table.Release(ended);
        Assert.Equal(new LoginVerdict<int>(true, [first, second]), _table.Claim(new Login(null, "user"), 4, DuplicateLogins.Replace));
    }

    [Fact]
    public void Login_should_survive_the_end_of_the_session_that_it_replaced()
    {
        _table.Claim(new Login(null, "user"), 1, DuplicateLogins.Replace);
        _table.Claim(new Login(null, "user"), 2, DuplicateLogins.Replace);
        _table.Release(1);
        Assert.False(_table.Claim(new Login(null, "user"), 3, DuplicateLogins.Refuse).Granted);
    }

    [Theory]
    [InlineData(DuplicateLogins.Allow)]
    [InlineData(DuplicateLogins.Refuse)]
    [InlineData(DuplicateLogins.Replace)]
    public void Login_should_count_once_when_a_session_claims_again(DuplicateLogins policy)
    {
        _table.Claim(new Login(null, "user"), 1, policy);
        Assert.Equal(new LoginVerdict<int>(true, []), _table.Claim(new Login(null, "user"), 1, policy));
        _table.Release(1);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Login_should_leave_the_first_user_when_the_session_claims_another()
    {
        _table.Claim(new Login(null, "first"), 1, DuplicateLogins.Refuse);
        _table.Claim(new Login(null, "second"), 1, DuplicateLogins.Refuse);
        Assert.True(_table.Claim(new Login(null, "first"), 2, DuplicateLogins.Refuse).Granted);
    }
}
