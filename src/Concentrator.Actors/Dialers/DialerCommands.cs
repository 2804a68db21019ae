using Akka.Actor;
using Concentrator.Control.Policy;

namespace Concentrator.Actors.Dialers;

public static class DialerCommands
{
    /// <summary>The node's ports are open: the dialers of the configuration begin.</summary>
    public sealed record Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }

    /// <summary>The configuration has changed, and this is what became of its dialers.</summary>
    public sealed record Configure(NameChanges Changes) : INoSerializationVerificationNeeded;
}
