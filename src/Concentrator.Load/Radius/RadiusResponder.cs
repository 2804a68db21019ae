using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Radius;

namespace Concentrator.Load.Radius;

/// <summary>
/// Answers an LNS's requests: accepts the run's own users, by PAP or CHAP (RFC 2865), and acknowledges accounting (RFC 2866). Pure: octets in, octets out.
/// A request that is repeated gets the very answer that it got before.
/// </summary>
internal sealed class RadiusResponder
{
    /// <summary>Answers that are kept for repeated requests.</summary>
    private const int Remembered = 65_536;

    private readonly Secret _secret;
    private readonly Dictionary<string, string> _passwords;
    private readonly IPAddress? _firstAddress;
    private readonly Dictionary<RequestKey, byte[]> _answers = [];
    private readonly Queue<RequestKey> _order = new();
    private uint _leased;

    public RadiusResponder(LoadPlan plan, RadiusPlan radius)
    {
        (_secret, _firstAddress) = (radius.Secret, radius.FirstAddress);
        _passwords = [];
        for (var tunnel = 1; tunnel <= plan.Tunnels; tunnel++)
            for (var session = 1; session <= plan.SessionsPerTunnel; session++)
            {
                var number = (tunnel - 1) * plan.SessionsPerTunnel + session;
                _passwords[plan.User.Of(tunnel, session, number)] = plan.Password.Of(tunnel, session, number);
            }
    }

    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Accounting-Requests that were acknowledged.</summary>
    public long Accounted { get; private set; }

    /// <summary>What was silently discarded: malformed, or by somebody who does not know the secret.</summary>
    public long Discarded { get; private set; }

    /// <summary>Requests that had been answered before.</summary>
    public long Repeated { get; private set; }

    /// <summary>Gives the answer, null when there is to be none.</summary>
    public byte[]? Answer(Endpoint source, ReadOnlySpan<byte> datagram)
    {
        if (!RadiusPacket.TryParse(datagram, out var request) || !IsProved(request, datagram))
        {
            Discarded++;
            return null;
        }

        var key = new RequestKey(source, request.Identifier, Convert.ToHexString(request.Authenticator.AsSpan()));
        if (_answers.TryGetValue(key, out var known))
        {
            Repeated++;
            return known;
        }

        var octets = RadiusSignature.SignResponse(Respond(request), request.Authenticator.AsSpan(), _secret.Octets);
        _answers.Add(key, octets);
        _order.Enqueue(key);
        if (_order.Count > Remembered)
            _answers.Remove(_order.Dequeue());
        return octets;
    }

    private bool IsProved(RadiusPacket request, ReadOnlySpan<byte> datagram) => request.Code switch
    {
        RadiusCode.AccessRequest => RadiusSignature.VerifyAccessRequest(datagram, _secret.Octets) is not false,
        RadiusCode.AccountingRequest => RadiusSignature.VerifyAccountingRequest(datagram, _secret.Octets),
        _ => false,
    };

    private RadiusPacket Respond(RadiusPacket request)
    {
        if (request.Code is RadiusCode.AccountingRequest)
        {
            Accounted++;
            return Response(request, RadiusCode.AccountingResponse, []);
        }

        if (!IsRight(request))
        {
            Rejected++;
            return Response(request, RadiusCode.AccessReject, []);
        }

        Accepted++;
        return Response(request, RadiusCode.AccessAccept,
        [
            RadiusAttributes.ServiceType.Of(RadiusServiceType.Framed),
            RadiusAttributes.FramedProtocol.Of(RadiusFramedProtocol.Ppp),
            .. _firstAddress is { } first ? [RadiusAttributes.FramedIpAddress.Of(Nth(first, _leased++))] : ImmutableArray<RadiusAttribute>.Empty,
        ]);
    }

    /// <summary>Proxy-States go back as they came (RFC 2865 section 5.33); who proves a message is answered with proof.</summary>
    private static RadiusPacket Response(RadiusPacket request, RadiusCode code, ImmutableArray<RadiusAttribute> attributes) => new(
        code, request.Identifier, RadiusPacket.NoAuthenticator,
        [
            .. request.TryFind(RadiusAttributes.MessageAuthenticator, out _)
                ? [RadiusAttributes.MessageAuthenticator.Of(RadiusPacket.NoAuthenticator)]
                : ImmutableArray<RadiusAttribute>.Empty,
            .. attributes,
            .. request.Attributes.Where(attribute => attribute.Type == RadiusAttributes.ProxyState.Type),
        ]);

    private bool IsRight(RadiusPacket request)
    {
        if (request.Find(RadiusAttributes.UserName) is not { } user || !_passwords.TryGetValue(user, out var password))
            return false;
        if (request.TryFind(RadiusAttributes.UserPassword, out var hidden))
            return HiddenPassword.TryReveal(hidden.AsSpan(), request.Authenticator.AsSpan(), _secret.Octets, out var presented)
                && CryptographicOperations.FixedTimeEquals(presented.AsSpan(), Encoding.UTF8.GetBytes(password));
        if (!request.TryFind(RadiusAttributes.ChapPassword, out var chap) || chap.Length != 1 + ChapMd5.ResponseLength)
            return false;

        // RFC 2865 section 5.3: without a CHAP-Challenge the challenge is the Request Authenticator.
        var challenge = request.TryFind(RadiusAttributes.ChapChallenge, out var own) ? own : request.Authenticator;
        return CryptographicOperations.FixedTimeEquals(chap.AsSpan()[1..], ChapMd5.Response(chap[0], password, challenge.AsSpan()));
    }

    private static IPAddress Nth(IPAddress first, uint n) => Endpoint.FromIpv4(Endpoint.From(first, 0).Ipv4 + n, 0).ToIPAddress();

    private readonly record struct RequestKey(Endpoint Source, byte Identifier, string Authenticator);
}
