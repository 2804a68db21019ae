using Concentrator.Control.Ppp;

namespace Concentrator.EndToEnd.Tests.Native.Proxy;

/// <summary>
/// One end of a PPP link on which nothing is lost. What comes too early for the other end is not heard there (RFC 1661 section 3.5), so it has timers, which
/// run when they are looked at.
/// </summary>
internal sealed class PppEndpoint(PppSettings settings, Action<ushort, ReadOnlyMemory<byte>> send)
{
    private readonly PppContext _context = new(settings, Random.Shared.NextBytes);
    private readonly Dictionary<PppTimer, long> _due = [];

    public PppState State { get; private set; } = PppState.Initial;

    /// <summary>What a LAC has handed over to its LNS.</summary>
    public ProxiedLink? HandedOver { get; private set; }

    /// <summary>How often LCP came up.</summary>
    public int LinksOpened { get; private set; }

    public void Start() => Raise(PppEvent.LowerUp.Instance);

    public void Receive(ushort protocol, ReadOnlyMemory<byte> packet) => Raise(new PppEvent.FrameReceived(protocol, packet));

    public void RunTimers()
    {
        foreach (var timer in _due.Where(timer => timer.Value <= Environment.TickCount64).Select(timer => timer.Key).ToArray())
        {
            _due.Remove(timer);
            Raise(new PppEvent.TimerFired(timer));
        }
    }

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
                case PppEffect.StartTimer start:
                    _due[start.Timer] = Environment.TickCount64 + (long)start.Delay.TotalMilliseconds;
                    break;
                case PppEffect.CancelTimer cancel:
                    _due.Remove(cancel.Timer);
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
