using System.Net;
using Concentrator.Actors.Pppd;
using Xunit;

namespace Concentrator.Actors.Tests.Pppd;

public sealed class PppdReportTests
{
    [Theory]
    [InlineData("up 10.99.0.1 10.99.0.7 alice", "alice")]
    [InlineData("up 10.99.0.1 10.99.0.7 ", null)]
    [InlineData("up 10.99.0.1 10.99.0.7 alice in wonderland", "alice in wonderland")]
    public void Report_should_tell_both_addresses_and_the_user(string line, string? user) =>
        Assert.Equal(new PppdReport(IPAddress.Parse("10.99.0.1"), IPAddress.Parse("10.99.0.7"), user), PppdReport.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("up")]
    [InlineData("up 10.99.0.1 10.99.0.7")]
    [InlineData("up 10.99.0.1 nowhere alice")]
    [InlineData("Connect: ppp0 <--> /dev/pts/7")]
    public void Other_text_should_be_no_report(string line) => Assert.Null(PppdReport.Parse(line));

    [Fact]
    public async Task Script_should_write_the_report_to_the_terminal_that_it_is_told()
    {
        var directory = Directory.CreateTempSubdirectory();
        var terminal = Path.Combine(directory.FullName, "terminal");
        var reporting = PppdReporting.In(directory.FullName, terminal);
        var start = new System.Diagnostics.ProcessStartInfo(reporting.Script)
        {
            Environment =
            {
                [PppdReporting.Variable] = reporting.Terminal, ["IPLOCAL"] = "10.99.0.1", ["IPREMOTE"] = "10.99.0.7", ["PEERNAME"] = "al%sice\nup 1.1.1.1 2.2.2.2 x",
            },
        };
        using var script = System.Diagnostics.Process.Start(start)!;
        await script.WaitForExitAsync();

        var lines = await File.ReadAllLinesAsync(terminal);
        Assert.Equal(new PppdReport(IPAddress.Parse("10.99.0.1"), IPAddress.Parse("10.99.0.7"), "al%sice"), PppdReport.Parse(lines[0]));
        directory.Delete(recursive: true);
    }
}
