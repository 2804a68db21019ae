using System.Text;
using Concentrator.Protocol.Tests.Radius;

namespace Concentrator.Fuzzing.Targets;

internal static class RadiusTargets
{
    private static readonly byte[] Authenticator = Encoding.ASCII.GetBytes("sixteen octets..");

    public static IEnumerable<FuzzTarget> All => [new("radius", input => RadiusFuzz.Decode(input, Authenticator, RfcExamples.Secret), () => RfcExamples.All)];
}
