using System.Net;
using Concentrator.Actors.Pppd;
using Concentrator.Control.Calls;
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

/// <summary>A network whose protocols are not the engine's to speak: they pass between the peer and another, once both links are open.</summary>
internal interface INetworkBridge : IPppNetwork
{
    /// <summary>When <see cref="RunTimers"/> must be called next; null: no timer runs.</summary>
    TimeSpan? NextDue { get; }

    /// <summary>How the pppd on the other side ended, where that is what ended the call.</summary>
    PppdEnd? PppdEnd { get; }

    /// <summary>The call is there: PPP will begin.</summary>
    void Connected(CallRequest call);

    /// <summary>
    /// LCP is open and the peer has proved itself. Answered with <see cref="PppEvent.NetworkAgreed"/> for every network protocol that comes up.
    /// Comes again when LCP was renegotiated.
    /// </summary>
    void Begin(string? user, LinkParameters link, ISessionPath path);

    /// <summary>LCP is down.</summary>
    void End();

    /// <summary>A frame of a network protocol that the data plane does not let pass.</summary>
    void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet);

    /// <summary>The peer knows nothing of a protocol.</summary>
    /// <param name="rejected">Its number and the packet.</param>
    void RejectProtocol(ReadOnlyMemory<byte> rejected);

    void RunTimers(TimeSpan now);
}
