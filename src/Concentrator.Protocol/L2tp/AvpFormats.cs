using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp;

/// <summary>The formats that the rows of <see cref="AvpCatalog"/> name.</summary>
public static class AvpFormats
{
    public static readonly AvpFormat<MessageType> MessageType = null!;
    public static readonly AvpFormat<ImmutableArray<byte>> Bytes = null!;
    public static readonly AvpFormat<ResultCode> ResultCode = null!;
    public static readonly AvpFormat<ProtocolVersion> ProtocolVersion = null!;
    public static readonly AvpFormat<FramingTypes> FramingTypes = null!;
    public static readonly AvpFormat<BearerTypes> BearerTypes = null!;
    public static readonly AvpFormat<ushort> UInt16 = null!;
    public static readonly AvpFormat<uint> UInt32 = null!;
    public static readonly AvpFormat<ulong> UInt64 = null!;
    public static readonly AvpFormat<string> Text = null!;
    public static readonly AvpFormat<Q931Cause> Q931Cause = null!;
    public static readonly AvpFormat<Empty> Empty = null!;
    public static readonly AvpFormat<ProxyAuthenType> ProxyAuthenType = null!;
    public static readonly AvpFormat<byte> ReservedThenByte = null!;
    public static readonly AvpFormat<CallErrors> CallErrors = null!;
    public static readonly AvpFormat<Accm> Accm = null!;
}
