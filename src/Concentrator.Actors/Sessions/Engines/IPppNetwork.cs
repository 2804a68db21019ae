using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// What the embedded engine's PPP stands on at this end: a subscriber of the LNS, or a dialer's interface. Answers come as events through the
/// delegate that it was made with, at once or later.
/// </summary>
internal interface IPppNetwork
{
    /// <summary>The interface of its own, if the call has one.</summary>
    string? Interface { get; }

    /// <summary>Answered with <see cref="PppEvent.Verified"/>.</summary>
    void Verify(Credentials credentials);

    /// <summary>Answered with <see cref="PppEvent.AddressGranted"/> or <see cref="PppEvent.AddressRefused"/>.</summary>
    void RequestAddress(string? user, IPAddress? wanted);

    /// <summary>Payload of this family may flow.</summary>
    void Up(NetworkParameters parameters, LinkParameters link, ISessionPath path);

    void Down(NetworkFamily family, LinkParameters link, ISessionPath path);

    /// <summary>A message to the session's actor; false when it is not for this network.</summary>
    bool OnMessage(object message);

    /// <summary>Lets go of all that is held. Idempotent.</summary>
    void Stop();
}
