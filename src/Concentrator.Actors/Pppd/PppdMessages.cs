using Akka.Actor;
using Akka.Event;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;

namespace Concentrator.Actors.Pppd;

/// <summary>What a session asks of its pppd.</summary>
internal static class PppdCommands
{
    /// <summary>End PPP politely: SIGTERM, and SIGKILL when that is not enough.</summary>
    internal sealed class Terminate : INoSerializationVerificationNeeded
    {
        public static readonly Terminate Instance = new();
    }

    /// <summary>pppd has read its options: the file with the secrets goes.</summary>
    internal sealed class ForgetSecrets : INoSerializationVerificationNeeded
    {
        public static readonly ForgetSecrets Instance = new();
    }
}

/// <summary>What a session is told of its pppd.</summary>
internal static class PppdEvents
{
    /// <summary>The pty is open and the path attached to it; pppd is being started.</summary>
    internal sealed record LineAttached(IPtyLine Line) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>pppd has told what it agreed upon with a peer whose frames this node does not see.</summary>
    internal sealed record Reported(PppdReport Report) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>A frame went by that is not payload.</summary>
    internal sealed record FrameObserved(PppSide Sender, ushort Protocol, ReadOnlyMemory<byte> Packet)
        : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>pppd is gone, or never was. Nothing follows.</summary>
    internal sealed record PppdEnded(PppdEnd End) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>By death watch: the bridge is gone, whether it said so or not.</summary>
    internal sealed class BridgeDied : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly BridgeDied Instance = new();
    }
}
