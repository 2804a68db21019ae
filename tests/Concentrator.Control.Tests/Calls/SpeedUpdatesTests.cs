using Concentrator.Control.Calls;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 5515 section 4.</summary>
public class SpeedUpdatesTests
{
    [Fact]
    public void Csun_should_be_split_by_session() => Assert.Equal(
        [1, 2],
        SpeedUpdates.Split(new Csun([Update(1, 10), Update(2, 20)])).Select(part =>
        {
            Assert.Equal(part.Session, Assert.Single(part.Part.Updates).Session);
            return (int)part.Session.Value;
        }));

    [Fact]
    public void Csurq_should_be_answered_for_the_sessions_that_are_known_by_their_ids_at_the_peer()
    {
        var answer = Assert.Single(SpeedUpdates.Answer(new Csurq([Update(1), Update(2), Update(3), Update(1)]), id =>
            id.Value == 2 ? null : new ConnectSpeedUpdate(new SessionId((ushort)(100 + id.Value)), 10, 20)));
        Assert.Equal([new ConnectSpeedUpdate(new SessionId(101), 10, 20), new ConnectSpeedUpdate(new SessionId(103), 10, 20)], answer.Updates);
        Assert.Null(MessageSpecs.Find(MessageType.Csun)!.Violation(answer));
    }

    [Fact]
    public void Csurq_about_nobody_should_not_be_answered() => Assert.Empty(SpeedUpdates.Answer(new Csurq([Update(1)]), _ => null));

    [Fact]
    public void Answer_for_many_sessions_should_be_cut_into_messages_that_fit_a_datagram()
    {
        var answers = SpeedUpdates.Answer(new Csurq([.. Enumerable.Range(1, 120).Select(id => Update((ushort)id))]), id => new ConnectSpeedUpdate(id)).ToArray();
        Assert.Equal([50, 50, 20], answers.Select(answer => answer.Avps.Length));
    }

    private static Avp Update(ushort session, uint tx = 0) => AvpCatalog.ConnectSpeedUpdate.Of(new ConnectSpeedUpdate(new SessionId(session), tx, tx));
}
