using Concentrator.Control.Calls;
using Concentrator.Control.Machines;

namespace Concentrator.Control.Pppoe;

/// <summary>What the shell of a PPPoE session has to do.</summary>
public abstract record PppoeSessionEffect
{
    /// <summary>LCP begins here: answered with <see cref="PppoeSessionEvent.HandedOver"/> or <see cref="PppoeSessionEvent.PppEnded"/>.</summary>
    public sealed record StartPpp : PppoeSessionEffect
    {
        public static readonly StartPpp Instance = new();
    }

    /// <summary>Answered with <see cref="PppoeSessionEvent.CallConnected"/> or <see cref="PppoeSessionEvent.CallEnded"/>.</summary>
    public sealed record PlaceCall(string Target, CallRequest Request) : PppoeSessionEffect;

    /// <summary>Frames pass between the host and the LNS from now on.</summary>
    public sealed record Tie : PppoeSessionEffect
    {
        public static readonly Tie Instance = new();
    }

    /// <summary>The call is no longer wanted: CDN, if the LNS knows of it.</summary>
    public sealed record EndCall(string Target, CallEnd End) : PppoeSessionEffect;

    /// <summary>PADT (RFC 2516 section 5.5).</summary>
    public sealed record SendPadt(string? Reason) : PppoeSessionEffect;

    /// <summary>The session is over; the last effect of all.</summary>
    public sealed record Release(EndedBy By, string Reason) : PppoeSessionEffect;
}
