using System.Net;
using Akka.Actor;

namespace Concentrator.Actors.Sessions;

/// <summary>What a session tells the dialer whose call it is.</summary>
internal static class SessionEvents
{
    internal sealed record SessionUp(int Number, string? Interface, IPAddress? Address) : INoSerializationVerificationNeeded;

    internal sealed record SessionDown(int Number, string Reason) : INoSerializationVerificationNeeded;
}
