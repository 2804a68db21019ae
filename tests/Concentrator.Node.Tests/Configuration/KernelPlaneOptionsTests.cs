using System.Text;
using Concentrator.Control.Policy;
using Concentrator.Node.Configuration;
using Xunit;

namespace Concentrator.Node.Tests.Configuration;

/// <summary>What the kernel plane cannot do is refused where it would silently not hold.</summary>
public sealed class KernelPlaneOptionsTests
{
    [Theory]
    [InlineData("userSpace", DataPlaneKind.UserSpace)]
    [InlineData("kernel", DataPlaneKind.Kernel)]
    public void Plane_should_be_as_the_file_says(string word, DataPlaneKind expected)
    {
        var loaded = Load(word, """{ "clampMss": false }""");
        Assert.Empty(loaded.Errors);
        Assert.Equal(expected, loaded.Configuration!.Node.DataPlane);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "engine": "pppd", "pppd": { "authenticates": true } }""")]
    public void Mss_should_not_be_clamped_where_the_kernel_forwards(string ppp)
    {
        var problem = Assert.Single(Load("kernel", ppp).Errors);
        Assert.Equal("lns[0].ppp.clampMss", problem.Place);
    }

    [Theory]
    [InlineData("userSpace", "{}")]
    [InlineData("kernel", """{ "engine": "pppd" }""")]
    public void Mss_should_be_clamped_where_this_process_forwards(string plane, string ppp) => Assert.Empty(Load(plane, ppp).Errors);

    private static LoadedConfiguration Load(string plane, string ppp)
    {
        var file = $$"""
            {
              "listen": ["0.0.0.0:1701"], "node": { "dataPlane": "{{plane}}" }, "tun": { "address": "10.0.0.1" }, "pools": { "p": { "ranges": ["10.0.0.2-10.0.0.9"] } },
              "users": [{ "name": "alice", "password": "wonderland" }], "lns": [{ "name": "all", "pool": "p", "ppp": {{ppp}} }]
            }
            """;
        return ConfigurationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(file)), "/nowhere/concentrator.json");
    }
}
