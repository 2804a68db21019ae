using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.Control.Pppoe;

/// <summary>
/// AC-Cookies (RFC 2516 section 9): a keyed hash over the host's address and the relay's id, computed again when it comes back, so that a PADI leaves
/// nothing behind. The key changes with each epoch; a cookie is good in its own epoch and the next.
/// </summary>
/// <param name="secret">Octets that nobody else knows; new with every start of the node.</param>
public sealed class AcCookies(ImmutableArray<byte> secret)
{
    /// <summary>How long an epoch is; a host that takes longer than that for its PADR begins anew.</summary>
    public static readonly TimeSpan Epoch = TimeSpan.FromMinutes(1);

    /// <summary>The epoch, then so much of the hash as nobody guesses.</summary>
    private const int HashSize = 16;

    private const int Size = 1 + HashSize;

    /// <summary>The number of the epoch at this time of whatever clock, if only it goes steadily.</summary>
    public static uint EpochAt(TimeSpan now) => (uint)(now.Ticks / Epoch.Ticks);

    public PppoeTag Make(MacAddress host, PppoeTag? relay, uint epoch)
    {
        var cookie = new byte[Size];
        Write(cookie, host, relay, epoch);
        return new PppoeTag(PppoeTagType.AcCookie, [.. cookie]);
    }

    public bool IsGood(PppoeTag? cookie, MacAddress host, PppoeTag? relay, uint epoch)
    {
        if (cookie is not { Value: { Length: Size } shown })
            return false;
        var age = (byte)((byte)epoch - shown[0]);
        if (age > 1)
            return false;
        Span<byte> expected = stackalloc byte[Size];
        Write(expected, host, relay, epoch - age);
        return CryptographicOperations.FixedTimeEquals(expected, shown.AsSpan());
    }

    private void Write(Span<byte> cookie, MacAddress host, PppoeTag? relay, uint epoch)
    {
        var id = relay is { } tag ? tag.Value.AsSpan() : default;
        Span<byte> input = stackalloc byte[sizeof(uint) + MacAddress.Size + DiscoveryPacket.MostOctets];
        BinaryPrimitives.WriteUInt32BigEndian(input, epoch);
        host.Write(input[sizeof(uint)..]);
        id = id[..Math.Min(id.Length, DiscoveryPacket.MostOctets)];
        id.CopyTo(input[(sizeof(uint) + MacAddress.Size)..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.AsSpan(), input[..(sizeof(uint) + MacAddress.Size + id.Length)], hash);
        cookie[0] = (byte)epoch;
        hash[..HashSize].CopyTo(cookie[1..]);
    }
}
