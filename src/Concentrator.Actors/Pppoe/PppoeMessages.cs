using Akka.Actor;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pppoe;

namespace Concentrator.Actors.Pppoe;

public static class PppoeCommands
{
    /// <summary>The node's ports are open: the interfaces of the configuration are served.</summary>
    public sealed record Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }

    /// <summary>The configuration has changed: these are the interfaces now.</summary>
    public sealed record Configure(ValueList<PppoeProfile> Interfaces) : INoSerializationVerificationNeeded;

    /// <summary>The node stops: every host gets a PADT.</summary>
    public sealed record CloseAll(string Reason) : INoSerializationVerificationNeeded;
}

public static class PppoeQueries
{
    /// <summary>Each session answers the collector with <see cref="Operations.PppoeStatus"/>.</summary>
    public sealed record GetPppoeStatus : INoSerializationVerificationNeeded
    {
        public static readonly GetPppoeStatus Instance = new();
    }
}
