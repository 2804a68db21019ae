namespace Concentrator.Protocol.Tests.Radius;

/// <summary>The exchanges of RFC 2865 section 7, octet for octet.</summary>
internal static class RfcExamples
{
    public static readonly byte[] Secret = "xyzzy5461"u8.ToArray();

    /// <summary>Section 7.1: nemo logs in with the password "arctangent".</summary>
    public static readonly byte[] PapRequest = Octets("""
        01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb
        98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
        93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8
        01 10 05 06 00 00 00 03
        """);

    public static readonly byte[] PapAccept = Octets("""
        02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf
        9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00
        0e 06 c0 a8 01 03
        """);

    /// <summary>Section 7.2: flopsy by CHAP, also with "arctangent".</summary>
    public static readonly byte[] ChapRequest = Octets("""
        01 01 00 47 2a ee 86 f0 8d 0d 55 96 9c a5 97 8e
        0d 33 67 a2 01 08 66 6c 6f 70 73 79 03 13 16 e9
        75 57 c3 16 18 58 95 f2 93 ff 63 44 07 72 75 04
        06 c0 a8 01 10 05 06 00 00 00 14 06 06 00 00 00
        02 07 06 00 00 00 01
        """);

    public static readonly byte[] ChapAccept = Octets("""
        02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0
        3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01
        08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00
        00 01 0c 06 00 00 05 dc
        """);

    public static IEnumerable<byte[]> All => [PapRequest, PapAccept, ChapRequest, ChapAccept];

    private static byte[] Octets(string rfc) => Convert.FromHexString(string.Concat(rfc.Where(char.IsAsciiHexDigit)));
}
