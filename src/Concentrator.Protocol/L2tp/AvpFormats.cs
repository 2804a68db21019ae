using System.Buffers.Binary;
using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>The formats that the rows of <see cref="AvpCatalog"/> name. Reserved fields are sent as 0 and ignored when received.</summary>
public static class AvpFormats
{
    public static readonly AvpFormat<ushort> UInt16 = Fixed(
        2, BinaryPrimitives.ReadUInt16BigEndian, (value, output) => BinaryPrimitives.WriteUInt16BigEndian(output, value));

    public static readonly AvpFormat<uint> UInt32 = Fixed(
        4, BinaryPrimitives.ReadUInt32BigEndian, (value, output) => BinaryPrimitives.WriteUInt32BigEndian(output, value));

    public static readonly AvpFormat<ulong> UInt64 = Fixed(
        8, BinaryPrimitives.ReadUInt64BigEndian, (value, output) => BinaryPrimitives.WriteUInt64BigEndian(output, value));

    /// <summary>Proxy Authen ID: |Reserved|ID|.</summary>
    public static readonly AvpFormat<byte> ReservedThenByte = Fixed(
        2, input => input[1], (byte value, Span<byte> output) => (output[0], output[1]) = (0, value));

    /// <summary>|Ver|Rev|</summary>
    public static readonly AvpFormat<ProtocolVersion> ProtocolVersion = Fixed(
        2,
        input => new ProtocolVersion(input[0], input[1]),
        (ProtocolVersion value, Span<byte> output) => (output[0], output[1]) = (value.Version, value.Revision));

    public static readonly AvpFormat<MessageType> MessageType = UInt16.As(value => (MessageType)value, type => (ushort)type);

    public static readonly AvpFormat<ProxyAuthenType> ProxyAuthenType = UInt16.As(value => (ProxyAuthenType)value, type => (ushort)type);

    public static readonly AvpFormat<FramingTypes> FramingTypes = UInt32.As(value => (FramingTypes)value, types => (uint)types);

    public static readonly AvpFormat<BearerTypes> BearerTypes = UInt32.As(value => (BearerTypes)value, types => (uint)types);

    /// <summary>PHB identification code (RFC 3308 section 6).</summary>
    public static readonly AvpFormat<PhbCode> PhbCode = UInt16.As(value => new PhbCode(value), code => code.Value);

    /// <summary>|Reserved (15 bits)|S| (RFC 3301 section 5.2).</summary>
    public static readonly AvpFormat<ServiceCategory> ServiceCategory = UInt16.As(value => (ServiceCategory)(value & 1), category => (ushort)category);

    /// <summary>|Reserved (4 bits)|VPI (12 bits)|VCI (2)| (RFC 3301 section 5.2).</summary>
    public static readonly AvpFormat<VirtualChannel> VirtualChannel = UInt32.As(
        value => new VirtualChannel((ushort)((value >> 16) & 0xfff), (ushort)value), channel => ((uint)channel.Vpi << 16) | channel.Vci);

    /// <summary>|H|Reserved (11 bits)|Timeout (4 bits)| (RFC 3573 section 4.2).</summary>
    public static readonly AvpFormat<ModemOnHold> ModemOnHold = UInt16.As(
        value => new ModemOnHold((value & 0x8000) != 0, (byte)(value & 0xf)),
        status => (ushort)((status.IsOnHold ? 0x8000 : 0) | (status.Timeout & 0xf)));

    /// <summary>|Reserved (14 bits)|D|C|Recovery Time (4)| (RFC 4951 section 5.1).</summary>
    public static readonly AvpFormat<FailoverCapability> FailoverCapability = Fixed(
        6,
        input => new FailoverCapability((input[1] & 1) != 0, (input[1] & 2) != 0, BinaryPrimitives.ReadUInt32BigEndian(input[2..])),
        (FailoverCapability value, Span<byte> output) =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(output, (ushort)((value.ControlChannel ? 1 : 0) | (value.DataChannels ? 2 : 0)));
            BinaryPrimitives.WriteUInt32BigEndian(output[2..], value.RecoveryMilliseconds);
        });

    /// <summary>|Reserved (4)|Recover Tunnel ID (2)|Reserved (2)|Recover Remote Tunnel ID (2)| (RFC 4951 section 5.2).</summary>
    public static readonly AvpFormat<TunnelRecovery> TunnelRecovery = Words(
        2, words => new TunnelRecovery(new TunnelId((ushort)words[0]), new TunnelId((ushort)words[1])), value => [value.Tunnel.Value, value.Remote.Value]);

    /// <summary>|Reserved (2)|Suggested Ns (2)|Suggested Nr (2)| (RFC 4951 section 5.3).</summary>
    public static readonly AvpFormat<SuggestedControlSequence> SuggestedControlSequence = Words(
        1,
        words => new SuggestedControlSequence(new SequenceNumber((ushort)(words[0] >> 16)), new SequenceNumber((ushort)words[0])),
        value => [((uint)value.Ns.Value << 16) | value.Nr.Value]);

    /// <summary>|Reserved (4)|Session ID (2)|Reserved (2)|Remote Session ID (2)| (RFC 4951 section 5.4).</summary>
    public static readonly AvpFormat<FailoverSessionState> FailoverSessionState = Words(
        2, words => new FailoverSessionState(new SessionId((ushort)words[0]), new SessionId((ushort)words[1])), value => [value.Session.Value, value.Remote.Value]);

    /// <summary>|Reserved (2)|Remote Session Id (2)|Current Tx Connect Speed (4)|Current Rx Connect Speed (4)| (RFC 5515 section 6.1).</summary>
    public static readonly AvpFormat<ConnectSpeedUpdate> ConnectSpeedUpdate = Fixed(
        12,
        input => new ConnectSpeedUpdate(
            new SessionId(BinaryPrimitives.ReadUInt16BigEndian(input[2..])),
            BinaryPrimitives.ReadUInt32BigEndian(input[4..]), BinaryPrimitives.ReadUInt32BigEndian(input[8..])),
        (ConnectSpeedUpdate value, Span<byte> output) =>
        {
            var writer = new SpanWriter(output);
            writer.WriteZeros(2);
            writer.Write(value.Session.Value);
            writer.Write(value.TxSpeed);
            writer.Write(value.RxSpeed);
        });

    /// <summary>|Data Link|Encaps 1|Encaps 2| (RFC 5515 section 5.17).</summary>
    public static readonly AvpFormat<LoopEncapsulation> LoopEncapsulation = Fixed(
        3,
        input => new LoopEncapsulation(input[0], input[1], input[2]),
        (LoopEncapsulation value, Span<byte> output) => (output[0], output[1], output[2]) = (value.DataLink, value.Outer, value.Inner));

    /// <summary>|Transmission System|Reserved (3)| (RFC 5515 section 5.18).</summary>
    public static readonly AvpFormat<AccessLineType> AccessLineType = UInt32.As(value => (AccessLineType)(value >> 24), type => (uint)type << 24);

    /// <summary>|Reserved (2)|CRC|Framing|Hardware|Buffer|Time-out|Alignment|, 4 octets each.</summary>
    public static readonly AvpFormat<CallErrors> CallErrors = Words(
        6,
        words => new CallErrors(words[0], words[1], words[2], words[3], words[4], words[5]),
        value =>
        [
            value.CrcErrors, value.FramingErrors, value.HardwareOverruns,
            value.BufferOverruns, value.TimeoutErrors, value.AlignmentErrors,
        ]);

    /// <summary>|Reserved (2)|Send ACCM (4)|Receive ACCM (4)|</summary>
    public static readonly AvpFormat<Accm> Accm = Words(2, words => new Accm(words[0], words[1]), value => [value.Send, value.Receive]);

    public static readonly AvpFormat<Empty> Empty = Fixed(0, _ => default(Empty), (_, _) => { });

    public static readonly AvpFormat<ImmutableArray<byte>> Bytes = new BytesFormat();

    /// <summary>The 16 octets of an MD5.</summary>
    public static readonly AvpFormat<ImmutableArray<byte>> Digest = new BytesFormat(TunnelAuthentication.ResponseLength);

    /// <summary>The 20 octets of an ATM end system address (RFC 3301 section 5.2).</summary>
    public static readonly AvpFormat<ImmutableArray<byte>> Nsap = new BytesFormat(20);

    /// <summary>Options as in an LCP Configure-Request, printed as such (RFC 3437).</summary>
    public static readonly AvpFormat<ImmutableArray<byte>> LcpOptions = new LcpOptionsFormat();

    /// <summary>UTF-8, see <see cref="OctetText"/>.</summary>
    public static readonly AvpFormat<string> Text = new TextFormat();

    public static readonly AvpFormat<ResultCode> ResultCode = new ResultCodeFormat();

    public static readonly AvpFormat<PppDisconnectCause> PppDisconnectCause = new PppDisconnectCauseFormat();

    public static readonly AvpFormat<Q931Cause> Q931Cause = new Q931CauseFormat();

    private static AvpFormat<T> Fixed<T>(int length, ReadAvp<T> read, Action<T, Span<byte>> write) => new FixedFormat<T>(length, read, write);

    private static AvpFormat<T> As<TWire, T>(this AvpFormat<TWire> wire, Func<TWire, T> read, Func<T, TWire> write) =>
        new MappedFormat<TWire, T>(wire, read, write);

    /// <summary>Two reserved octets, then words of four.</summary>
    private static AvpFormat<T> Words<T>(int count, Func<uint[], T> read, Func<T, uint[]> write) => Fixed(
        2 + (4 * count),
        input =>
        {
            var words = new uint[count];
            for (var i = 0; i < count; i++)
                words[i] = BinaryPrimitives.ReadUInt32BigEndian(input[(2 + (4 * i))..]);
            return read(words);
        },
        (T value, Span<byte> output) =>
        {
            var writer = new SpanWriter(output);
            writer.WriteZeros(2);
            foreach (var word in write(value))
                writer.Write(word);
        });
}
