using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Reliability;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>Two channels, and between them what networks do. The window is watched by the link itself.</summary>
public class LossyLinkTests
{
    private static readonly ChannelOptions Patient =
        new() { Retransmission = new Retransmission { GiveUpAfter = TimeSpan.FromHours(1) }, SendQueueLimit = 100_000 };

    [Property(MaxTest = 60)]
    public void Every_message_should_arrive_once_and_in_order(int seed)
    {
        var chance = new Random(seed);
        var window = chance.Next(1, 20);
        var (left, right) = (NearTheWrap(window), NearTheWrap(window));
        var messages = chance.Next(1, 60);
        Send(left, messages);
        Send(right, messages);
        var link = new LossyLink(left, right, seed, loss: chance.NextDouble() * 0.4, duplication: chance.NextDouble() * 0.3, jitterMilliseconds: chance.Next(300));

        link.Run(TimeSpan.FromHours(2), () => left.Channel.IsDrained && right.Channel.IsDrained);

        Assert.Equal(Enumerable.Range(0, messages), right.Delivered.Select(Messages.NumberOf));
        Assert.Equal(Enumerable.Range(0, messages), left.Delivered.Select(Messages.NumberOf));
        Assert.Equal(0, left.Channel.Facts.OutOfWindow + right.Channel.Facts.OutOfWindow);
        Assert.Equal(0, left.Channel.Facts.InvalidAcknowledgements + right.Channel.Facts.InvalidAcknowledgements);
    }

    [Fact]
    public void More_than_65536_messages_should_arrive_once_and_in_order()
    {
        const int messages = 70_000;
        var (left, right) = (new Station(new ReliableChannel<ControlMessage>(Patient)), new Station(new ReliableChannel<ControlMessage>(Patient)));
        left.Channel.OpenWindow(16);
        Send(left, messages);

        new LossyLink(left, right, seed: 1, loss: 0.001).Run(TimeSpan.FromHours(10), () => left.Channel.IsDrained);

        Assert.Equal(Enumerable.Range(0, messages), right.Delivered.Select(Messages.NumberOf));
        Assert.Equal(messages - 65536, right.Channel.Facts.Nr.Value);
    }

    [Fact]
    public void Peer_should_be_lost_when_the_link_is_cut_and_not_before_31_seconds()
    {
        var (left, right) = (new Station(new ReliableChannel<ControlMessage>(new ChannelOptions())), new Station(new ReliableChannel<ControlMessage>(new ChannelOptions())));
        Send(left, 1);
        var link = new LossyLink(left, right, seed: 1);
        link.Run(TimeSpan.FromSeconds(5));
        link.IsCut = true;
        Send(left, 1);

        link.Run(TimeSpan.FromSeconds(5 + 30.9));
        Assert.False(left.Channel.PeerLost);
        link.Run(TimeSpan.FromSeconds(5 + 31 + 8));
        Assert.True(left.Channel.PeerLost);
    }

    /// <summary>Starts near the wrap; the window is the same for both sides.</summary>
    private static Station NearTheWrap(int window)
    {
        var channel = new ReliableChannel<ControlMessage>(Patient with { ReceiveWindow = window }, new SequenceNumber(65520), new SequenceNumber(65520));
        channel.OpenWindow(window);
        return new Station(channel);
    }

    private static void Send(Station station, int messages)
    {
        for (var number = 0; number < messages; number++)
            Assert.Equal(EnqueueResult.Queued, station.Channel.Enqueue(Messages.Numbered(number)));
    }
}
