using System.Diagnostics;
using System.Net;
using Concentrator.Actors.Tracing;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Concentrator.Actors.Tests.Tracing;

public class PcapFormatTests
{
    /// <summary>A ZLB (RFC 2661 section 5.8): T, L and S set, version 2, length 12, tunnel 7, session 0, Ns 2, Nr 3.</summary>
    private static readonly byte[] Zlb = Convert.FromHexString("C802000C0007000000020003");

    private static readonly DateTimeOffset At = new(2026, 11, 22, 19, 33, 32, 123, 456, TimeSpan.Zero);

    [Fact]
    public void Record_should_be_a_whole_IPv4_packet()
    {
        var record = new byte[Zlb.Length + PcapFormat.MaxOverhead];
        var length = PcapFormat.WriteRecord(record, At, Parse("192.0.2.1:1701"), Parse("192.0.2.2:1701"), Zlb);
        Assert.Equal(
            "8C43036B40E20100" + "2800000028000000" + // seconds, microseconds; length twice
            "45000028" + "00000000" + "4011" + "F6C1" + "C0000201" + "C0000202" +
            "06A506A5" + "0014" + "A65D" +
            "C802000C0007000000020003",
            Convert.ToHexString(record.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("192.0.2.1:1701", "192.0.2.2:40000", "1")]
    [InlineData("[2001:db8::1]:1701", "[2001:db8::2]:40000", "")] // IPv6 has no checksum of its own
    public async Task Tshark_should_find_L2TP_with_good_checksums(string from, string to, string ipChecksum)
    {
        var trace = new PcapTrace(data: true, new FakeTimeProvider(At));
        var path = new UdpPath(Parse(from), Parse(to));
        trace.OnDatagram(TapKinds.Control, TapDirection.Sent, path, Zlb);
        trace.OnDatagram(TapKinds.Control, TapDirection.Received, path, [.. Zlb, 0]); // an odd length
        trace.Complete();
        var file = Path.GetTempFileName();
        try
        {
            await using (var output = File.Create(file))
                await trace.WriteToAsync(output, CancellationToken.None);
            var lines = await Tshark(
                "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields",
                "-e", "ip.checksum.status", "-e", "udp.checksum.status", "-e", "udp.srcport", "-e", "l2tp.tunnel", "-e", "l2tp.Ns", "-e", "frame.time_epoch");
            var time = $"{At.ToUnixTimeSeconds()}.123456";
            Assert.Equal(2, lines.Length);
            Assert.StartsWith($"{ipChecksum}\t1\t1701\t", lines[0]); // 1: good
            Assert.StartsWith($"{ipChecksum}\t1\t40000\t", lines[1]);
            Assert.All(lines, line => Assert.Contains($"7\t2\t{time}", line));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Packets_beyond_the_queue_should_be_dropped_and_counted()
    {
        var trace = new PcapTrace(data: true, TimeProvider.System);
        var path = new UdpPath(Parse("192.0.2.1:1701"), Parse("192.0.2.2:1701"));
        for (var i = 0; i < PcapTrace.QueueLength + 5; i++)
            trace.OnDatagram(TapKinds.Payload, TapDirection.Sent, path, Zlb);
        trace.Complete();
        await trace.WriteToAsync(Stream.Null, CancellationToken.None);
        Assert.Equal(PcapTrace.QueueLength, trace.Written);
        Assert.Equal(5, trace.Dropped);
    }

    [Theory]
    [InlineData(false, TapKinds.Control | TapKinds.PppControl)]
    [InlineData(true, TapKinds.All)]
    public void Payload_should_be_wanted_only_when_it_was_asked_for(bool data, TapKinds wanted) =>
        Assert.Equal(wanted, new PcapTrace(data, TimeProvider.System).Wanted);

    private static Endpoint Parse(string endpoint) => Endpoint.From(IPEndPoint.Parse(endpoint));

    private static async Task<string[]> Tshark(params string[] arguments)
    {
        using var tshark = Process.Start(new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = tshark.StandardError.ReadToEndAsync();
        var lines = await tshark.StandardOutput.ReadToEndAsync();
        await tshark.WaitForExitAsync();
        Assert.True(tshark.ExitCode == 0, await errors);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
