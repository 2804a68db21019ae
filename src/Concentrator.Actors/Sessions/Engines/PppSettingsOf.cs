using System.Collections.Immutable;
using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>What a profile means to the PPP machine.</summary>
internal static class PppSettingsOf
{
    /// <param name="mru">What fits the outer path, for a profile that names no MRU.</param>
    /// <param name="tunAddress">The node's own address on the subscribers' device, for a profile that names none.</param>
    public static PppSettings Subscriber(LnsProfile lns, int mru, IPAddress? tunAddress) => Common(lns.Ppp, mru) with
    {
        Role = PppRole.Server,
        PeerAuthentication = Methods(lns.Ppp),
        LocalAddress = lns.Ppp.LocalAddress ?? tunAddress ?? IPAddress.Any,
        Dns = [.. lns.Ppp.Dns],
        Nbns = [.. lns.Ppp.Nbns],
    };

    /// <inheritdoc cref="Subscriber"/>
    public static PppSettings Dialer(LacProfile lac, int mru) => Common(lac.Ppp, mru) with
    {
        Role = PppRole.Client,
        OwnAuthentication = Methods(lac.Ppp),
        Login = lac is { User: { } user, Password: { } password } ? new PppLogin(user, password.Text) : null,
        LocalAddress = lac.Ppp.LocalAddress ?? IPAddress.Any,
    };

    private static PppSettings Common(PppProfile ppp, int mru) => new()
    {
        Mru = (ushort)(ppp.Mru ?? mru),
        LocalName = ppp.Name,
        Ipv6 = ppp.Ipv6,
        EchoInterval = ppp.EchoInterval ?? TimeSpan.Zero,
        EchoFailures = ppp.EchoFailures,
        RestartTimeout = ppp.RestartTimer,
        MaxConfigure = ppp.MaxConfigure,
        MaxTerminate = ppp.MaxTerminate,
        MaxFailure = ppp.MaxFailure,
        LcpTimeout = ppp.LcpTimeout,
        AuthenticationTimeout = ppp.AuthenticationTimeout,
        NetworkTimeout = ppp.SetupTimeout,
    };

    private static ImmutableArray<AuthMethod> Methods(PppProfile ppp) =>
    [
        .. ppp.Authentication.Select(method => method switch
        {
            AuthenticationMethod.Pap => AuthMethod.Pap,
            AuthenticationMethod.Chap => AuthMethod.ChapMd5,
            AuthenticationMethod.MsChapV2 => AuthMethod.MsChapV2,
            _ => throw new ArgumentOutOfRangeException(nameof(ppp), method, null),
        }),
    ];
}
