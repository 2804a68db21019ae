using System.Net;
using Concentrator.Actors.Pppd;
using Concentrator.Control.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>What a call by pppd stands on at this end: a subscriber of the LNS, or a dialer's interface.</summary>
internal interface IPppdNetwork
{
    /// <summary>Whose credentials pppd asks for, or presents.</summary>
    PppSide Subscriber { get; }

    /// <summary>Name of the interface that pppd makes.</summary>
    string Interface { get; }

    /// <summary>Finds what pppd must be told beforehand; answered through <see cref="IPppdNetworkHost"/>, at once or later.</summary>
    void Prepare();

    /// <summary>The pppd to start.</summary>
    PppdLaunch Launch(string? callingNumber, string? calledNumber);

    /// <summary>A network protocol is open, or one more; answered with <see cref="IPppdNetworkHost.Ready"/> when payload may flow.</summary>
    void Up(PppObservation ppp);

    /// <summary>The subscriber's address.</summary>
    IPAddress? AddressOf(PppObservation ppp);

    /// <summary>A message to the session's actor; false when it is not for this network.</summary>
    bool OnMessage(object message);

    /// <summary>Lets go of all that is held. Idempotent.</summary>
    void Stop();
}

/// <summary>Who is told.</summary>
internal interface IPppdNetworkHost
{
    void Prepared();

    void Ready();

    /// <summary>The call cannot be served.</summary>
    void Refused(PppdEnd end);
}
