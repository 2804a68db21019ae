using Akka.Actor;
using Akka.Event;
using Concentrator.DataPlane.Paths;

namespace Concentrator.Actors.Sessions;

/// <summary>Tells a session its PPP frames; the data plane sees to it that few of them wait.</summary>
internal sealed class PppInbox(IActorRef session) : IPppSink
{
    public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet) => session.Tell(new Frame(protocol, packet.ToArray()), ActorRefs.NoSender);

    /// <summary>A frame for the PPP engine, off the receive loop.</summary>
    internal sealed record Frame(ushort Protocol, ReadOnlyMemory<byte> Packet) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
