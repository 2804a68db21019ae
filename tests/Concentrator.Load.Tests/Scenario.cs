using System.Net;
using Concentrator.Load.Lac;

namespace Concentrator.Load.Tests;

/// <summary>A LAC and a <see cref="VirtualLns"/> on a wire of 1 ms, in virtual time.</summary>
internal sealed class Scenario : ILoadWire, IPayloadSink
{
    public static readonly LoadPlan Plan = new() { Target = new IPEndPoint(IPAddress.Loopback, 1701), Tunnels = 2, SessionsPerTunnel = 5, InFlight = 100 };

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(1);

    private readonly Queue<(TimeSpan At, byte[] Datagram)> _toLns = new(), _toLac = new();
    private readonly Random _random = new(1);

    public Scenario(LoadPlan? plan = null, VirtualLns? lns = null, double loss = 0)
    {
        Loss = loss;
        Lns = lns ?? NewLns(this);
        Lac = new LoadLac(plan ?? Plan, LoadShare.Of(plan ?? Plan)[0], this, this, new Random(2).NextBytes);
    }

    public LoadLac Lac { get; }

    public VirtualLns Lns { get; private set; }

    /// <summary>Part of all datagrams that is lost, both ways.</summary>
    public double Loss { get; set; }

    /// <summary>Whether the LNS still hears and answers.</summary>
    public bool IsCut { get; set; }

    public TimeSpan Now { get; private set; }

    /// <summary>Calls that were on their way at the same time, at most.</summary>
    public int MostInSetUp { get; private set; }

    public List<(int Number, byte[] Packet)> Payload { get; } = [];

    /// <param name="configure">Makes the LNS; its wire is given.</param>
    public static Scenario With(Func<Action<byte[]>, VirtualLns> configure, LoadPlan? plan = null)
    {
        Scenario? scenario = null;
        var lns = configure(datagram => scenario!.FromLns(datagram));
        scenario = new Scenario(plan, lns);
        return scenario;
    }

    /// <summary>Sends something to the LAC as the LNS would.</summary>
    public void FromLns(byte[] datagram)
    {
        if (!IsCut && _random.NextDouble() >= Loss)
            _toLac.Enqueue((Now + Delay, datagram));
    }

    public void BringUp()
    {
        Lac.OpenTunnels();
        RunUntil(() => Lac.IsSettled);
        Lac.PlaceCalls();
        RunUntil(() => Lac.IsSettled);
    }

    /// <summary>Fails the test when the condition does not hold within so much virtual time.</summary>
    public void RunUntil(Func<bool> condition, int seconds = 300)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); !condition(); Step())
            Assert.True(Now < end, "not within the time");
    }

    public void Run(int seconds)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end;)
            Step();
    }

    void ILoadWire.Send(int port, ReadOnlySpan<byte> datagram)
    {
        if (!IsCut && _random.NextDouble() >= Loss)
            _toLns.Enqueue((Now + Delay, datagram.ToArray()));
    }

    void IPayloadSink.OnPayload(int number, ReadOnlySpan<byte> packet) => Payload.Add((number, packet.ToArray()));

    private static VirtualLns NewLns(Scenario scenario) => new(scenario.FromLns);

    private void Step()
    {
        Now += Delay;
        while (_toLns.TryPeek(out var next) && next.At <= Now)
            Lns.Receive(_toLns.Dequeue().Datagram, Now);
        Lns.Advance(Now);
        while (_toLac.TryPeek(out var next) && next.At <= Now)
            Lac.Receive(_toLac.Dequeue().Datagram, Now);
        Lac.Advance(Now);
        MostInSetUp = Math.Max(MostInSetUp, Lns.BeingSetUp);
    }
}
