using Akka.Actor;
using Akka.Event;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Lines;
using Concentrator.DataPlane.Ports;

namespace Concentrator.Actors.Lines;

/// <summary>What a session is told of its line.</summary>
internal static class LineEvents
{
    /// <summary>The remote system has answered: frames may pass.</summary>
    internal sealed record LineConnected(CallConnection Connection, IPtyPort Port) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>The call cannot be placed. Nothing follows.</summary>
    /// <param name="Reason">For people.</param>
    internal sealed record LineFailed(CallRefusal Refusal, string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>The program of a connected line has ended. Nothing follows.</summary>
    internal sealed record LineDropped(string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>By death watch.</summary>
    internal sealed class LineDied : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly LineDied Instance = new();
    }
}
