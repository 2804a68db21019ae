using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tracing;

public static class TraceCommands
{
    /// <summary>
    /// Told to the operations actor: begins a trace; answered with <see cref="TraceEvents.Started"/>, or with <see cref="CommandResult"/> when there
    /// is nothing to trace. When the last tunnel or session that it is of has ended, the trace is completed.
    /// </summary>
    public sealed record Start(ITraceTarget Target, PcapTrace Trace) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Told to a tunnel, which takes the tap itself or forwards this message to the session that is named. Whoever takes it answers for itself,
    /// with <see cref="TraceEvents.Attached"/> or, when it has a tap already or there is no such session, <see cref="TraceEvents.AttachRefused"/>.
    /// </summary>
    public sealed record Attach(SessionId? Session, IPacketTap Tap) : INoSerializationVerificationNeeded;

    /// <summary>Told to the tunnel or session that took the tap: removes it. Not answered.</summary>
    public sealed record Detach(IPacketTap Tap) : INoSerializationVerificationNeeded;
}

public static class TraceEvents
{
    /// <param name="Trace">To be stopped when the trace is not wanted any more.</param>
    /// <param name="Text">What is traced, for the operator.</param>
    public sealed record Started(IActorRef Trace, string Text) : INoSerializationVerificationNeeded;

    /// <summary>The sender has the tap now.</summary>
    public sealed record Attached(IPacketTap Tap) : INoSerializationVerificationNeeded;

    public sealed record AttachRefused(string Reason) : INoSerializationVerificationNeeded;
}

/// <summary>What a trace is of.</summary>
public interface ITraceTarget;

/// <summary>A tunnel with all that is in it.</summary>
public sealed record TunnelTarget(TunnelId Tunnel) : ITraceTarget;

/// <summary>A session, and the control messages of its tunnel.</summary>
public sealed record SessionTarget(SessionKey Session) : ITraceTarget;

/// <summary>All sessions that a user has at this moment, and the control messages of their tunnels.</summary>
public sealed record UserTarget(string User) : ITraceTarget;
