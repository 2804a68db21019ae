using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

/// <summary>RFC 3308 sections 3 and 4: what is asked, answered and put up with.</summary>
public class DiffServTests
{
    private static readonly PhbCode Ef = PhbCode.OfDscp(46), Af11 = PhbCode.OfDscp(10), Unknown = new(0x1231);

    [Fact]
    public void Nothing_should_be_asked_for_unless_it_is_wanted()
    {
        Assert.Null(new DiffServ { Control = 46 }.Request(46));
        Assert.Null(new DiffServ { Ask = true }.Request(null));
        Assert.Equal(Ef, new DiffServ { Ask = true }.Request(46));
    }

    [Fact]
    public void Who_accepts_nothing_should_answer_like_one_who_does_not_know_the_avp() => Assert.Null(new DiffServ { Control = 46 }.Answer(Ef, 46));

    [Fact]
    public void Nobody_should_be_answered_who_did_not_ask() => Assert.Null(new DiffServ { Accepted = [46] }.Answer(null, 46));

    [Fact]
    public void Acceptable_code_should_be_answered_with_the_same_and_another_with_a_counter_offer()
    {
        var policy = new DiffServ { Accepted = [46] };
        Assert.Equal(Ef, policy.Answer(Ef, 10));
        Assert.Equal(Af11, policy.Answer(PhbCode.OfDscp(12), 10));
        Assert.Equal(PhbCode.OfDscp(0), policy.Answer(Unknown, null));
    }

    [Fact]
    public void Counter_offer_should_be_rejected_unless_it_is_acceptable()
    {
        Assert.True(new DiffServ().Rejects(Ef, Af11));
        Assert.True(new DiffServ { Accepted = [10] }.Rejects(Ef, Unknown));
        Assert.False(new DiffServ { Accepted = [10] }.Rejects(Ef, Af11));
        Assert.False(new DiffServ().Rejects(Ef, Ef));
        Assert.False(new DiffServ().Rejects(Ef, null));
        Assert.False(new DiffServ().Rejects(null, Af11));
    }

    [Theory]
    [InlineData(0xb800, "DSCP 46")]
    [InlineData(0x2802, "DSCP 10")] // a set of behaviours goes by its lowest (RFC 3140 section 2)
    [InlineData(0x1231, "PHB 0x1231")]
    public void Code_should_be_read_as_rfc_3140_has_it(ushort code, string text) => Assert.Equal(text, new PhbCode(code).ToString());
}
