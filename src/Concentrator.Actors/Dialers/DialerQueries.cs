namespace Concentrator.Actors.Dialers;

public static class DialerQueries
{
    /// <summary>Answered with <see cref="Operations.DialerStatus"/>.</summary>
    public sealed record GetDialerStatus : Akka.Actor.INoSerializationVerificationNeeded
    {
        public static readonly GetDialerStatus Instance = new();
    }
}
