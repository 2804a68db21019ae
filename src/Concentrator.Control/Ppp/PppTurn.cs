using Concentrator.Protocol;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Concentrator.Control.Machines;

namespace Concentrator.Control.Ppp;

/// <summary>
/// The work on one event: the state as it becomes, and the effects so far. Lives within one call of <see cref="PppMachine"/>,
/// so that LCP can take its upper layers up and down, and these LCP, without everything being handed back and forth.
/// </summary>
internal sealed class PppTurn(PppState state, in PppContext context)
{
    private readonly NonceSource _nonce = context.Nonce;
    private static readonly PppEffect[] Cancellations = [.. Enum.GetValues<PppTimer>().Select(timer => new PppEffect.CancelTimer(timer))];

    private PppEffect[] _effects = [];
    private int _count;

    /// <summary>This turn's own copy, which is changed in place until the turn ends.</summary>
    public PppState State { get; set; } = state with { };

    public PppSettings Settings { get; } = context.Settings;

    public void Emit(PppEffect effect)
    {
        if (_count == _effects.Length)
            Array.Resize(ref _effects, Math.Max(4, 2 * _count));
        _effects[_count++] = effect;
    }

    public void Send(ushort protocol, byte[] packet) => Emit(new PppEffect.SendFrame(protocol, packet));

    public void Start(PppTimer timer, TimeSpan delay) => Emit(new PppEffect.StartTimer(timer, delay));

    public void Cancel(PppTimer timer) => Emit(Cancellations[(int)timer]);

    public ImmutableArray<byte> Nonce(int length)
    {
        var nonce = new byte[length];
        _nonce(nonce);
        return [.. nonce];
    }

    /// <summary>A random number that is neither zero nor <paramref name="other"/>.</summary>
    public ulong Number(int octets, ulong other = 0)
    {
        Span<byte> nonce = stackalloc byte[8];
        nonce.Clear();
        _nonce(nonce[^octets..]);
        var number = BinaryPrimitives.ReadUInt64BigEndian(nonce);
        // Stepping aside instead of drawing again: a source that always gives the same must not hang us.
        while (number == 0 || number == other)
            number++;
        return number;
    }

    public Step<PppState, PppEffect> End()
    {
        Array.Resize(ref _effects, _count);
        return new(State, ImmutableCollectionsMarshal.AsImmutableArray(_effects));
    }
}
