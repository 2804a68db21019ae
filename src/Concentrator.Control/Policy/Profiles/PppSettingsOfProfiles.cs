using System.Collections.Immutable;
using System.Net;
using Concentrator.Control.Ppp;

namespace Concentrator.Control.Policy.Profiles;

/// <summary>The settings of the PPP machine for the calls of a profile.</summary>
public static class PppSettingsOfProfiles
{
    /// <param name="pathMru">What fits the outer path, for a profile without an MRU of its own.</param>
    public static PppSettings ServerSettings(this LnsProfile profile, ushort pathMru) => Common(profile.Ppp, pathMru) with
    {
        Role = PppRole.Server,
        PeerAuthentication = [.. profile.Ppp.Authentication],
        OwnAuthentication = [],
        AuthenticationRetries = profile.Ppp.AuthenticationRetries,
        Proxy = profile.Ppp.Proxy,
        Dns = [.. profile.Ppp.Dns],
        Nbns = [.. profile.Ppp.Nbns],
    };

    /// <inheritdoc cref="ServerSettings"/>
    public static PppSettings ClientSettings(this DialerProfile profile, ushort pathMru) => Common(profile.Ppp, pathMru) with
    {
        Role = PppRole.Client,
        PeerAuthentication = ImmutableArray<Protocol.Ppp.AuthMethod>.Empty,
        OwnAuthentication = [.. profile.Ppp.Authentication],
        Login = profile is { User: { } user, Password: { } password } ? new PppLogin(user, password.Text) : null,
    };

    /// <summary>What does not depend on our part.</summary>
    internal static PppSettings Common(PppProfile ppp, ushort pathMru) => new()
    {
        Mru = (ushort?)ppp.Mru ?? pathMru,
        Acfc = ppp.Acfc,
        Pfc = ppp.Pfc,
        Accm = ppp.Accm,
        LocalName = ppp.Name,
        LocalAddress = ppp.LocalAddress ?? IPAddress.Any,
        Ipv6 = ppp.Ipv6,
        Rechallenge = ppp.Rechallenge,
        EchoInterval = ppp.EchoInterval ?? TimeSpan.Zero,
        EchoFailures = ppp.EchoFailures,
        RestartTimeout = ppp.RestartTimer,
        MaxConfigure = ppp.MaxConfigure,
        MaxTerminate = ppp.MaxTerminate,
        MaxFailure = ppp.MaxFailure,
        LcpTimeout = ppp.LcpTimeout,
        AuthenticationTimeout = ppp.AuthenticationTimeout,
        NetworkTimeout = ppp.NetworkTimeout,
    };
}
