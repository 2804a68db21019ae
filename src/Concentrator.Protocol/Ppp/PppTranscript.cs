using System.Buffers.Binary;
using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.Ppp;

/// <summary>
/// Packets in words, for the protocol transcript: "LCP Configure-Request id 3 [mru 1400, magic 0x0a0b0c0d, auth chap-md5]".
/// Passwords, challenges and what answers them are never shown.
/// </summary>
public static class PppTranscript
{
    public static string Describe(ushort protocol, ReadOnlySpan<byte> packet)
    {
        var name = PppProtocol.Name(protocol);
        if (PppProtocol.IsNetworkLayer(protocol))
            return $"{name} packet of {packet.Length} octets";
        if (!PppPacket.TryReadLength(packet, out var length))
            return $"{name} malformed, {packet.Length} octets";

        var code = packet[0];
        var data = packet[PppPacket.HeaderLength..length];
        var (title, details) = protocol switch
        {
            PppProtocol.Pap => Pap((PapCode)code, data),
            PppProtocol.Chap => Chap((ChapCode)code, data),
            PppProtocol.Ipcp => Negotiation((LcpCode)code, data, IpcpOptions.All),
            PppProtocol.Ipv6cp => Negotiation((LcpCode)code, data, Ipv6cpOptions.All),
            PppProtocol.Lcp => Negotiation((LcpCode)code, data, LcpOptions.All),
            _ => Negotiation((LcpCode)code, data, []),
        };
        return $"{name} {title} id {packet[1]} {details}".TrimEnd();
    }

    /// <summary>Options of LCP, as a Configure-Request has them.</summary>
    public static string DescribeLcpOptions(ReadOnlySpan<byte> options) => Options(options, LcpOptions.All);

    private static (string Title, string Details) Negotiation(
        LcpCode code, ReadOnlySpan<byte> data, ImmutableArray<OptionDefinition> catalog) => code switch
    {
        LcpCode.ConfigureRequest => ("Configure-Request", Options(data, catalog)),
        LcpCode.ConfigureAck => ("Configure-Ack", Options(data, catalog)),
        LcpCode.ConfigureNak => ("Configure-Nak", Options(data, catalog)),
        LcpCode.ConfigureReject => ("Configure-Reject", Options(data, catalog)),
        LcpCode.TerminateRequest => ("Terminate-Request", Text(data)),
        LcpCode.TerminateAck => ("Terminate-Ack", Text(data)),
        // What was rejected is only named: a Code- or Protocol-Reject may carry a copy of somebody's password.
        LcpCode.CodeReject => ("Code-Reject", data.IsEmpty ? "" : $"[code {data[0]}]"),
        LcpCode.ProtocolReject => ("Protocol-Reject",
            BinaryPrimitives.TryReadUInt16BigEndian(data, out var rejected) ? $"[{PppProtocol.Name(rejected)}]" : ""),
        LcpCode.EchoRequest => ("Echo-Request", Magic(data)),
        LcpCode.EchoReply => ("Echo-Reply", Magic(data)),
        LcpCode.DiscardRequest => ("Discard-Request", Magic(data)),
        LcpCode.Identification => ("Identification", $"{Magic(data)} {Text(data[Math.Min(4, data.Length)..])}"),
        LcpCode.TimeRemaining => ("Time-Remaining", Magic(data)),
        _ => Unknown((byte)code, data),
    };

    private static (string Title, string Details) Pap(PapCode code, ReadOnlySpan<byte> data) => code switch
    {
        PapCode.AuthenticateRequest => ("Authenticate-Request", PapRequest.TryParse(data, out var request) ? $"[{request}]" : "[malformed]"),
        PapCode.AuthenticateAck => ("Authenticate-Ack", Text(PapReply.ReadMessage(data))),
        PapCode.AuthenticateNak => ("Authenticate-Nak", Text(PapReply.ReadMessage(data))),
        _ => Unknown((byte)code, data),
    };

    private static (string Title, string Details) Chap(ChapCode code, ReadOnlySpan<byte> data) => code switch
    {
        ChapCode.Challenge => ("Challenge", ChapValue.TryParse(data, out var value) ? $"[{value}]" : "[malformed]"),
        ChapCode.Response => ("Response", ChapValue.TryParse(data, out var value) ? $"[{value}]" : "[malformed]"),
        ChapCode.Success => ("Success", data.StartsWith("S="u8) ? "\"S=***\"" : Text(data)),
        ChapCode.Failure => ("Failure", Text(data)),
        _ => Unknown((byte)code, data),
    };

    private static (string, string) Unknown(byte code, ReadOnlySpan<byte> data) => ($"code {code}", $"{data.Length} octets");

    private static string Options(ReadOnlySpan<byte> data, ImmutableArray<OptionDefinition> catalog) =>
        PppOptionList.TryParse(data, out var options)
            ? $"[{string.Join(", ", options.Select(option => Print(option, catalog)))}]"
            : "[malformed options]";

    private static string Print(PppOption option, ImmutableArray<OptionDefinition> catalog) =>
        catalog.FirstOrDefault(row => row.Is(option))?.Print(option) ?? option.ToString();

    private static string Magic(ReadOnlySpan<byte> data) =>
        BinaryPrimitives.TryReadUInt32BigEndian(data, out var magic) ? $"[magic 0x{magic:x8}]" : "[no magic]";

    private static string Text(ReadOnlySpan<byte> text) => text.IsEmpty ? "" : OctetText.Quote(text);

    private static string Text(string text) => text is "" ? "" : OctetText.Quote(text);
}
