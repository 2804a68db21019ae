using Concentrator.Control.Calls;
using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Policy.Switching;

/// <summary>What the rules can ask of a call.</summary>
/// <param name="Profile">The LNS profile of its tunnel.</param>
/// <param name="IsConnected">The ICCN has come: what it did not say it will not say any more.</param>
/// <param name="User">Proxy Authen Name (RFC 2661 section 4.4.5).</param>
public sealed record SwitchFacts(
    string Profile, Endpoint Peer, string HostName, string? CalledNumber, string? CallingNumber, bool IsConnected = false, string? User = null,
    string? PrivateGroup = null)
{
    public string? Realm => User?.LastIndexOf('@') is { } at and >= 0 ? User[(at + 1)..] : null;

    public static SwitchFacts Of(string profile, Endpoint peer, string hostName, CallRequest request) =>
        new(profile, peer, hostName, request.CalledNumber, request.CallingNumber);

    public SwitchFacts Connected(CallConnection connection) =>
        this with { IsConnected = true, User = connection.ProxyUser, PrivateGroup = connection.PrivateGroup };
}
