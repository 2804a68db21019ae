using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Reliability;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>One channel whose peer and clock are the test.</summary>
internal sealed class Scenario
{
    public static readonly ChannelOptions Options = new() { AckDelay = TimeSpan.FromMilliseconds(50), ReceiveWindow = 4 };

    public Scenario(ChannelOptions? options = null, ushort ns = 0, ushort nr = 0) =>
        Channel = new ReliableChannel<ControlMessage>(options ?? Options, new SequenceNumber(ns), new SequenceNumber(nr));

    public ReliableChannel<ControlMessage> Channel { get; }

    public ChannelFacts Facts => Channel.Facts;

    public TimeSpan Now { get; private set; }

    public TimeSpan? WakeAt { get; private set; }

    public static ChannelOptions With(Retransmission retransmission) => Options with { Retransmission = retransmission };

    public Scenario Window(int size)
    {
        Channel.OpenWindow(size);
        return this;
    }

    public void Enqueue(params OutgoingMessage[] messages)
    {
        foreach (var message in messages)
            Channel.Enqueue(message);
    }

    public Arrival Arrive(int ns, int nr, int number = 0) =>
        Channel.Received(new SequenceNumber((ushort)ns), new SequenceNumber((ushort)nr), Messages.Numbered(number).Message, Now);

    public void Zlb(int nr, int ns = 0) => Channel.Received(new SequenceNumber((ushort)ns), new SequenceNumber((ushort)nr), null, Now);

    public List<int> Deliveries()
    {
        List<int> numbers = [];
        while (Channel.TryTake(out var message))
            numbers.Add(Messages.NumberOf(message));
        return numbers;
    }

    public List<Transmission> Tick()
    {
        var output = Channel.Tick(Now);
        WakeAt = output.WakeAt;
        return [.. output.Transmit];
    }

    public List<Transmission> After(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return Tick();
    }

    /// <summary>Sleeps until the channel wants to be woken.</summary>
    public List<Transmission> Wake()
    {
        Now = WakeAt ?? throw new InvalidOperationException("the channel asks for no wake-up");
        return Tick();
    }

    /// <summary>The Ns of all that is sent.</summary>
    public static int[] NsOf(IEnumerable<Transmission> sent) => [.. sent.Where(one => one.Message is not null).Select(one => (int)one.Ns.Value)];
}
