using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport.Planes;
using Xunit;

namespace Concentrator.TestSupport.Peers;

/// <summary>The PPP client behind a <see cref="FakeSessionPath"/>: our own machine in the client's role, since frames here are never lost.</summary>
public sealed class FakeSubscriber
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly FakeSessionPath _path;
    private readonly PppContext _context;
    private PppState _state = PppState.Initial;

    public FakeSubscriber(FakeSessionPath path, string user, string password, AuthMethod method = AuthMethod.ChapMd5, uint? accm = null)
    {
        _path = path;
        _context = new PppContext(
            new PppSettings { Role = PppRole.Client, Login = new PppLogin(user, password), OwnAuthentication = [method], EchoInterval = TimeSpan.Zero, Accm = accm },
            output => output.Fill(0x5a));
    }

    public IPAddress? Address => _state.Ipv4?.Local;

    public PppEnd? End { get; private set; }

    /// <summary>Talks until IPv4 is up, or PPP has ended.</summary>
    public FakeSubscriber Dial()
    {
        Raise(PppEvent.LowerUp.Instance);
        while (Address is null && End is null)
        {
            Assert.True(_path.Sent.TryTake(out var frame, Limit), "the node says nothing more");
            Raise(new PppEvent.FrameReceived(frame.Protocol, frame.Packet));
        }

        return this;
    }

    /// <summary>Ends PPP from the client's side.</summary>
    public void HangUp() => Raise(new PppEvent.Close(new PppEnd(PppEndReason.Closed)));

    private void Raise(PppEvent @event)
    {
        var step = PppMachine.On(_state, @event, _context);
        _state = step.State;
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case PppEffect.SendFrame send:
                    _path.Receive(send.Protocol, send.Packet.Span);
                    break;
                case PppEffect.Terminated terminated:
                    End = terminated.End;
                    break;
            }
        }
    }
}
