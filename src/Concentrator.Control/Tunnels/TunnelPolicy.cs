using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Tunnels;

/// <summary>How we behave on one tunnel.</summary>
/// <param name="Profile">The profile that was chosen for it.</param>
/// <param name="Secret">The secret that was found for this peer; empty: there is none, so nobody can be authenticated.</param>
public sealed record TunnelPolicy(TunnelProfile Profile, Secret Secret = default)
{
    /// <summary>Firmware Revision AVP.</summary>
    public ushort FirmwareRevision { get; init; } = 0x0001;

    /// <summary>Framing Capabilities AVP. Framing means nothing to a PPP that ends here or in a pppd, so both are well.</summary>
    public FramingTypes Framing { get; init; } = FramingTypes.Synchronous | FramingTypes.Asynchronous;

    /// <summary>Bearer Capabilities AVP: devices on which outgoing calls can be placed. A node without any says so.</summary>
    public BearerTypes Bearers { get; init; } = BearerTypes.None;

    /// <summary>Per hop behaviour that we ask for as initiator (RFC 3308 section 3).</summary>
    internal PhbCode? ControlDs => Profile.DiffServ.Request(Profile.DiffServ.Control);

    /// <summary>What we say to a peer that asks for one.</summary>
    internal PhbCode? AnswerDs(Sccrq request) => Profile.DiffServ.Answer(request.ControlConnectionDs, Profile.DiffServ.Control);

    /// <summary>How long a tunnel is held after its end: a full retransmission cycle (RFC 2661 section 5.7), 31 s unless configured.</summary>
    public TimeSpan HoldTime => Profile.Retransmission.GiveUpAfter;
}
