using System.Text.RegularExpressions;
using Concentrator.EndToEnd.Tests.Captures;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>What a stranger reads in each message that we can send, with each AVP that it may carry: dissected by tshark.</summary>
public sealed partial class MessageWireSpecs : IDisposable
{
    /// <summary>Of RFC 3301, 3308, 3437 and 3573, of which the dissector (Wireshark 4.0) does not know the AVPs: it shows their octets.</summary>
    private static readonly int[] NewerThanTheDissector = [40, 41, 42, 43, 44, 45, 47, 48, 49, 50, 51, 52, 53, 54];

    private readonly GoldenCapture _capture = new();

    [Fact]
    public async Task Nothing_should_be_malformed() => Assert.Empty(await _capture.Dissection.MalformedAsync());

    [Fact]
    public async Task Every_message_should_be_recognised()
    {
        var infos = await _capture.Dissection.FieldsAsync("l2tp", "_ws.col.Info");
        Assert.Equal(_capture.Names.Length, infos.Count);
        Assert.All(Enumerable.Range(0, infos.Count), i =>
            Assert.Contains($"Control Message - {_capture.Names[i].Split('-')[0]} ", infos[i][0] + ' ', StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_AVP_should_be_unknown_but_those_that_are_newer_than_the_dissector()
    {
        var unknown = UnknownAvp().Matches(await _capture.Dissection.DetailsAsync("l2tp")).Select(found => int.Parse(found.Groups["type"].Value));
        Assert.Empty(unknown.Except(NewerThanTheDissector));
    }

    [Theory]
    [InlineData("l2tp.avp.message_type == 15", "l2tp.avp.crc_errors", "1")]
    [InlineData("l2tp.avp.message_type == 16", "l2tp.avp.send_accm", "4294967295")]
    [InlineData("l2tp.avp.message_type == 28", "l2tp.avp.csu.remote_session_id", "3085")]
    [InlineData("l2tp.avp.message_type == 28", "l2tp.avp.csu.current_tx_speed", "10000000")]
    [InlineData("l2tp.avp.message_type == 14 && l2tp.avp.disconnect_code", "l2tp.avp.disconnect_code", "17")]
    [InlineData("l2tp.avp.message_type == 14 && l2tp.avp.cause_code", "l2tp.avp.cause_code", "16")]
    [InlineData("l2tp.avp.message_type == 7 && l2tp.avp.sub_address", "l2tp.avp.maximum_bps", "10000000")]
    public async Task Value_should_be_read_as_it_is_meant(string message, string field, string value) =>
        Assert.Equal(value, Assert.Single((await _capture.Dissection.FieldsAsync(message, field)).Select(row => row[0]).Distinct()));

    [Fact]
    public async Task Access_line_should_be_read_as_the_broadband_forums()
    {
        var icrq = await _capture.Dissection.DetailsAsync("l2tp.avp.vendor_id == 3561");
        foreach (var name in new[] { "Agent-Circuit-Id", "Agent-Remote-Id", "Actual-Data-Rate-Upstream", "Maximum-Interleaving-Delay-Downstream", "Access-Loop-Encapsulation", "IWF-Session" })
            Assert.Contains($"{name} AVP", icrq);
    }

    public void Dispose() => _capture.Dispose();

    [GeneratedRegex(@"Unknown \((?<type>\d+)\) AVP")]
    private static partial Regex UnknownAvp();
}
