using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Concentrator.Protocol.Ppp.Hdlc;

/// <summary>
/// The 16-bit frame check sequence of RFC 1662 appendix C (x^16 + x^12 + x^5 + 1, bits reversed), eight octets per step: table k
/// holds the effect of an octet that is followed by k others.
/// </summary>
internal static class Fcs16
{
    public const int Size = 2;

    public const ushort Initial = 0xffff;

    /// <summary>What remains of a frame with its own FCS when both are right.</summary>
    public const ushort Good = 0xf0b8;

    private const int Slices = 8;
    private const ushort Polynomial = 0x8408;

    private static readonly ushort[] Tables = BuildTables();

    public static ushort Update(ushort fcs, ReadOnlySpan<byte> octets)
    {
        var tables = Tables;
        for (; octets.Length >= Slices; octets = octets[Slices..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(octets) ^ fcs;
            fcs = (ushort)(
                tables[7 << 8 | (byte)word] ^ tables[6 << 8 | (byte)(word >> 8)] ^ tables[5 << 8 | (byte)(word >> 16)]
                ^ tables[4 << 8 | (byte)(word >> 24)] ^ tables[3 << 8 | (byte)(word >> 32)] ^ tables[2 << 8 | (byte)(word >> 40)]
                ^ tables[1 << 8 | (byte)(word >> 48)] ^ tables[(byte)(word >> 56)]);
        }

        foreach (var octet in octets)
            fcs = Step(tables, fcs, octet);
        return fcs;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort Step(ushort[] tables, int fcs, byte octet) => (ushort)(fcs >> 8 ^ tables[(byte)(fcs ^ octet)]);

    private static ushort[] BuildTables()
    {
        var tables = new ushort[Slices << 8];
        for (var octet = 0; octet < 256; octet++)
        {
            var fcs = octet;
            for (var bit = 0; bit < 8; bit++)
                fcs = (fcs & 1) != 0 ? fcs >> 1 ^ Polynomial : fcs >> 1;
            tables[octet] = (ushort)fcs;
        }

        for (var i = 256; i < tables.Length; i++)
            tables[i] = Step(tables, tables[i - 256], 0);
        return tables;
    }
}
