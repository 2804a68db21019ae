using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport.Planes;
using Xunit;

namespace Concentrator.Actors.Tests.Pppoe;

/// <summary>Our own PPP machine in the client's role behind a PPPoE session.</summary>
internal sealed class FakeHost(FakePppoePath path, string user, AuthMethod method)
{
    private readonly PppContext _context = new(
        new PppSettings
        {
            Role = PppRole.Client, Login = new PppLogin(user, "secret"), OwnAuthentication = [method], EchoInterval = TimeSpan.Zero, IsOverEthernet = true,
        },
        output => output.Fill(0x5a));

    private PppState _state = PppState.Initial;
    private bool _proved;

    public void TalkUntilProved(TimeSpan limit)
    {
        Raise(PppEvent.LowerUp.Instance);
        while (!_proved)
        {
            Assert.True(path.Sent.TryTake(out var frame, limit), "the node says nothing more");
            Raise(new PppEvent.FrameReceived(frame.Protocol, frame.Packet));
        }
    }

    private void Raise(PppEvent @event)
    {
        var step = PppMachine.On(_state, @event, _context);
        _state = step.State;
        foreach (var send in step.Effects.OfType<PppEffect.SendFrame>())
        {
            _proved |= send.Protocol is PppProtocol.Pap or PppProtocol.Chap;
            path.Receive(send.Protocol, send.Packet.Span);
        }
    }
}
