using System.Collections.Immutable;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>Messages that fit their spec, their AVPs and values drawn from a seeded source.</summary>
internal static class Samples
{
    public static ControlMessage Message(MessageSpec spec, Random random, bool everything)
    {
        var chosen = spec.Expected.Concat(spec.Optional).Where(_ => everything || random.Next(2) == 0).ToArray();
        var again = spec.Repeated.SelectMany(definition => Enumerable.Repeat(definition, chosen.Contains(definition) || spec.Required.Contains(definition) ? random.Next(3) : 0));
        var avps = spec.Required.Concat(chosen).Concat(again).ToArray();
        random.Shuffle(avps);
        return spec.Create([.. avps.Select(avp => Avp(avp, random))]);
    }

    private static Avp Avp(AvpDefinition definition, Random random) => definition switch
    {
        AvpDefinition<ushort> row => row.Of((ushort)random.Next(1, 65536)),
        AvpDefinition<uint> row => row.Of((uint)random.NextInt64()),
        AvpDefinition<ulong> row => row.Of((ulong)random.NextInt64()),
        AvpDefinition<byte> row => row.Of((byte)random.Next()),
        AvpDefinition<string> { Vendor: AccessLineAvps.Vendor } row => row.Of($"eth 0/{random.Next(100)}"),
        AvpDefinition<string> row => row.Of(Text(random)),
        AvpDefinition<ImmutableArray<byte>> { IsSecret: true } row when row == AvpCatalog.ChallengeResponse => row.Of(Octets(random, 16)),
        AvpDefinition<ImmutableArray<byte>> row when row == AvpCatalog.CallingSubAddress => row.Of(Octets(random, 20)),
        AvpDefinition<ImmutableArray<byte>> row => row.Of(Octets(random, random.Next(1, Protocol.L2tp.Avp.MaxValueLength + 1))),
        AvpDefinition<ProtocolVersion> row => row.Of(new ProtocolVersion((byte)random.Next(), (byte)random.Next())),
        AvpDefinition<FramingTypes> row => row.Of((FramingTypes)random.Next(4)),
        AvpDefinition<BearerTypes> row => row.Of((BearerTypes)random.Next()),
        AvpDefinition<ProxyAuthenType> row => row.Of((ProxyAuthenType)random.Next(7)),
        AvpDefinition<ResultCode> row => row.Of(Result(random)),
        AvpDefinition<PppDisconnectCause> row => row.Of(new PppDisconnectCause(
            (PppDisconnectCode)random.Next(65536), (ushort)random.Next(65536), (DisconnectDirection)random.Next(256), random.Next(2) == 0 ? null : Text(random))),
        AvpDefinition<Q931Cause> row => row.Of(new Q931Cause((ushort)random.Next(65536), (byte)random.Next(), random.Next(2) == 0 ? null : Text(random))),
        AvpDefinition<CallErrors> row => row.Of(new CallErrors(1, 2, 3, 4, 5, (uint)random.NextInt64())),
        AvpDefinition<Accm> row => row.Of(new Accm((uint)random.NextInt64(), (uint)random.NextInt64())),
        AvpDefinition<Empty> row => row.Of(default),
        AvpDefinition<ServiceCategory> row => row.Of((ServiceCategory)random.Next(2)),
        AvpDefinition<VirtualChannel> row => row.Of(new VirtualChannel((ushort)random.Next(4096), (ushort)random.Next(65536))),
        AvpDefinition<PhbCode> row => row.Of(new PhbCode((ushort)random.Next(65536))),
        AvpDefinition<ModemOnHold> row => row.Of(new ModemOnHold(random.Next(2) == 0, (byte)random.Next(16))),
        AvpDefinition<FailoverCapability> row => row.Of(new FailoverCapability(random.Next(2) == 0, random.Next(2) == 0, (uint)random.NextInt64())),
        AvpDefinition<TunnelRecovery> row => row.Of(new TunnelRecovery(new TunnelId((ushort)random.Next(65536)), new TunnelId((ushort)random.Next(65536)))),
        AvpDefinition<SuggestedControlSequence> row => row.Of(new SuggestedControlSequence(
            new SequenceNumber((ushort)random.Next(65536)), new SequenceNumber((ushort)random.Next(65536)))),
        AvpDefinition<FailoverSessionState> row => row.Of(new FailoverSessionState(Session(random), Session(random))),
        AvpDefinition<ConnectSpeedUpdate> row => row.Of(new ConnectSpeedUpdate(Session(random), (uint)random.NextInt64(), (uint)random.NextInt64())),
        AvpDefinition<LoopEncapsulation> row => row.Of(new LoopEncapsulation((byte)random.Next(3), (byte)random.Next(4), (byte)random.Next(10))),
        AvpDefinition<AccessLineType> row => row.Of((AccessLineType)random.Next(256)),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition, "no sample for this format"),
    };

    private static SessionId Session(Random random) => new((ushort)random.Next(65536));

    private static ResultCode Result(Random random) => random.Next(3) switch
    {
        0 => new ResultCode((ushort)random.Next(256)),
        1 => new ResultCode((ushort)random.Next(256), (GeneralError)random.Next(9)),
        _ => new ResultCode((ushort)random.Next(256), (GeneralError)random.Next(9), Text(random)),
    };

    private static string Text(Random random) => new(random.GetItems<char>("abc.0é€\t\"\\\udc80\udcff", random.Next(1, 200)));

    private static ImmutableArray<byte> Octets(Random random, int count)
    {
        var octets = new byte[count];
        random.NextBytes(octets);
        return [.. octets];
    }
}
