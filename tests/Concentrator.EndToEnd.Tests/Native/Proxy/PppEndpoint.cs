using Concentrator.Control.Ppp;

namespace Concentrator.EndToEnd.Tests.Native.Proxy;

/// <summary>One end of a PPP link on which nothing is lost, so that no timer is needed.</summary>
internal sealed class PppEndpoint(PppSettings settings, Action<ushort, ReadOnlyMemory<byte>> send)
{
    private readonly PppContext _context = new(settings, Random.Shared.NextBytes);

    public PppState State { get; private set; } = PppState.Initial;

    /// <summary>What a LAC has handed over to its LNS.</summary>
    public ProxiedLink? HandedOver { get; private set; }

    /// <summary>How often LCP came up.</summary>
    public int LinksOpened { get; private set; }

    public void Start() => Raise(PppEvent.LowerUp.Instance);

    public void Receive(ushort protocol, ReadOnlyMemory<byte> packet) => Raise(new PppEvent.FrameReceived(protocol, packet));

    private void Raise(PppEvent @event)
    {
        (State, var effects) = PppMachine.On(State, @event, _context);
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case PppEffect.SendFrame frame:
                    send(frame.Protocol, frame.Packet);
                    break;
                case PppEffect.LinkUp:
                    LinksOpened++;
                    break;
                case PppEffect.HandedOver handed:
                    HandedOver = handed.Link;
                    break;
            }
        }
    }
}
