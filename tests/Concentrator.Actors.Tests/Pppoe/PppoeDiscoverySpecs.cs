using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Pppoe;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppoe;

/// <summary>What discovery answers, and what it refuses.</summary>
public class PppoeDiscoverySpecs(ITestOutputHelper output) : PppoeTestKit(output)
{
    [Fact]
    public void Repeated_padr_should_get_the_same_session_until_it_is_used()
    {
        Serve(Pass);
        var (id, path) = Open(Host);
        Assert.Equal(id, Ask(Host).Session);
        path.Counters = path.Counters with { ReceivedPackets = 1 };
        Assert.NotEqual(id, Ask(Host).Session);
    }

    [Fact]
    public void Limits_should_be_told_by_ac_system_error()
    {
        Serve(Pass);
        for (byte n = 1; n <= 2; n++)
            Open(Host, new PppoeTag(PppoeTagType.HostUniq, [n]));
        var refusal = Ask(Host, new PppoeTag(PppoeTagType.HostUniq, [3]));
        Assert.Equal((PppoeCode.Pads, PppoeSessionId.None), (refusal.Code, refusal.Session));
        Assert.Equal("too many sessions of your address", refusal.Find(PppoeTagType.AcSystemError)?.Text);
        Open(OtherHost);
        Assert.Equal("too many sessions", Ask(OtherHost, new PppoeTag(PppoeTagType.HostUniq, [9])).Find(PppoeTagType.AcSystemError)?.Text);
    }

    [Fact]
    public void Service_without_a_target_should_be_refused_by_name()
    {
        Serve(Pass with { Rules = [new PppoeRule([new NamePattern("gold")], [], "lns")] });
        Assert.NotNull(Ask(Host).Find(PppoeTagType.ServiceNameError));
        Assert.Empty(Port.Sessions);
    }

    [Fact]
    public void Floods_should_leave_nothing_behind()
    {
        Serve(Pass);
        for (var n = 0; n < 5000; n++)
        {
            var host = new MacAddress(0x02_00_00_01_00_00 + (ulong)n);
            Assert.Equal(DropReason.None, Port.Receive(host, Packet(PppoeCode.Padi), isUnicast: false));
            Sent(host);
            Assert.Equal(DropReason.PppoeBadCookie, Port.Receive(host, Packet(PppoeCode.Padr, new PppoeTag(PppoeTagType.AcCookie, [.. new byte[17]]))));
            Assert.Equal(DropReason.PppoeUnknownSession, Port.Receive(host, new DiscoveryPacket(PppoeCode.Padt, new PppoeSessionId((ushort)(n + 1)), [])));
        }

        Assert.Empty(Port.Sessions);
        Assert.Empty(Status());
    }

    [Fact]
    public void Cookie_should_grow_old()
    {
        Serve(Pass);
        Port.Receive(Host, Packet(PppoeCode.Padi), isUnicast: false);
        var padr = Padr(Sent(Host));
        Advance(AcCookies.Epoch + AcCookies.Epoch);
        Assert.Equal(DropReason.PppoeBadCookie, Port.Receive(Host, padr));
    }
}
