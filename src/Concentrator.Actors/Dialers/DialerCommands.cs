using Akka.Actor;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Actors.Dialers;

public static class DialerCommands
{
    /// <summary>The node's ports are open: the dialers of the configuration begin.</summary>
    public sealed record Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }

    /// <summary>The configuration has changed: these are the dialers now, and this is what became of them.</summary>
    public sealed record Configure(ValueList<LacProfile> Dialers, NameChanges Changes) : INoSerializationVerificationNeeded;
}
