using System.Collections.Immutable;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Tunnels;

/// <summary>
/// Whether a message of the establishment is "acceptable": the result code to refuse it with, null when it is. Values that no such
/// message may carry, as a window of 0, do not come this far: they are rejected in decoding.
/// </summary>
internal static class TunnelAcceptance
{
    /// <summary>In the form of the Protocol Version AVP: version 1, revision 0.</summary>
    private const GeneralError HighestVersion = (GeneralError)0x0100;

    public static ResultCode? Objection(Sccrq message, in TunnelContext context) =>
        context.Refusal ?? Version(message.ProtocolVersion) ?? Recovery(message.TunnelRecovery) ?? Challenge(message.Challenge, context);

    public static ResultCode? Objection(Sccrp message, in TunnelContext context) =>
        Version(message.ProtocolVersion) ?? HostName(message.HostName, context.Policy.Profile) ?? Challenge(message.Challenge, context)
        ?? Response(MessageType.Sccrp, message.ChallengeResponse, context)
        ?? DiffServ(message.ControlConnectionDs, context.Policy);

    public static ResultCode? Objection(Scccn message, in TunnelContext context) => Response(MessageType.Scccn, message.ChallengeResponse, context);

    /// <summary>There is no other version than ours that we could fall back to (RFC 2661 section 7.2.1); a revision changes nothing.</summary>
    private static ResultCode? Version(ProtocolVersion version) =>
        version.Version == ProtocolVersion.Rfc2661.Version ? null : new ResultCode(StopCcnResult.UnsupportedVersion, HighestVersion, $"version {version} is not supported");

    /// <summary>Who answers must be whom we wanted, and not we ourselves.</summary>
    private static ResultCode? HostName(string name, TunnelProfile profile) =>
        profile.OwnNames.Contains(name, StringComparer.OrdinalIgnoreCase) ? NotAuthorized($"\"{name}\" is this node itself: calls would go round")
        : profile.PeerName is { } wanted && !wanted.Equals(name, StringComparison.OrdinalIgnoreCase) ? NotAuthorized($"\"{name}\" is not \"{wanted}\"")
        : null;

    /// <summary>Who had not announced that it can fail over terminates the recovery tunnel (RFC 4951 section 3.2.1).</summary>
    private static ResultCode? Recovery(TunnelRecovery? recovery) =>
        recovery is { } lost ? new ResultCode(StopCcnResult.GeneralError, GeneralError.VendorSpecific, $"tunnel {lost.Remote} cannot be recovered") : null;

    /// <summary>"If it is unwilling to use the value, the tunnel initiator MUST send a StopCCN" (RFC 3308 section 3).</summary>
    private static ResultCode? DiffServ(PhbCode? answered, TunnelPolicy policy) => policy.Profile.DiffServ.Rejects(policy.ControlDs, answered)
        ? new ResultCode(StopCcnResult.DiffServ, message: $"{AvpCatalog.ControlConnectionDs}: {answered} is not accepted")
        : null;

    /// <summary>A challenge must be answered (section 5.1.1), which takes a secret.</summary>
    private static ResultCode? Challenge(ImmutableArray<byte>? challenge, in TunnelContext context) =>
        challenge is not null && context.Policy.Secret.IsEmpty ? NotAuthorized("no secret to answer the challenge with") : null;

    private static ResultCode? Response(MessageType carrier, ImmutableArray<byte>? response, in TunnelContext context)
    {
        var policy = context.Policy;
        if (!policy.Profile.Challenge)
            return null;
        if (policy.Secret.IsEmpty)
            return NotAuthorized("no secret to authenticate the peer with");
        if (response is not { } octets)
            return NotAuthorized("challenge was not answered");
        return TunnelAuthentication.Verify(carrier, policy.Secret.Octets, context.Challenge.AsSpan(), octets.AsSpan()) ? null : NotAuthorized("wrong challenge response");
    }

    private static ResultCode NotAuthorized(string text) => new(StopCcnResult.NotAuthorized, message: text);
}
