using Akka.Actor;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tapping;

namespace Concentrator.Actors.Pppd;

/// <summary>Tells a session the frames that its pppd negotiates with, until it has seen enough; few of them wait.</summary>
internal sealed class PppdObserver(IActorRef session) : IPppObserver
{
    /// <summary>Frames told and not yet handled; further ones are not told. A peer that sends more delays only itself.</summary>
    private const int Limit = 64;

    private int _told;
    private volatile bool _hasSeenEnough;

    public void OnPppFrame(TapDirection direction, ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (_hasSeenEnough)
            return;
        if (Interlocked.Increment(ref _told) > Limit)
        {
            FrameHandled();
            return;
        }

        var sender = direction == TapDirection.Sent ? PppSide.Local : PppSide.Peer;
        session.Tell(new PppdEvents.FrameObserved(sender, protocol, packet.ToArray()), ActorRefs.NoSender);
    }

    public void FrameHandled() => Interlocked.Decrement(ref _told);

    public void Stop() => _hasSeenEnough = true;
}
