using System.Net;
using Concentrator.Control.Ppp;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>
/// Two machines and a link of 10 ms between them that loses what the seed says. Time is virtual; the same seed gives the same run.
/// </summary>
internal sealed class PppPair
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);

    private readonly PriorityQueue<(PppShell Shell, PppEvent Event, PppTimer? Timer, int Generation), (TimeSpan At, int Order)> _queue = new();
    private readonly Random _random;
    private readonly double _loss;
    private int _order;

    public PppPair(PppSettings server, PppSettings client, double loss = 0, int seed = 1)
    {
        (_random, _loss) = (new Random(seed), loss);
        (Server, Client) = (new PppShell(server, seed + 1), new PppShell(client, seed + 2));
    }

    public PppShell Server { get; }

    public PppShell Client { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Frames that the link carried, for the reader of a failed test.</summary>
    public List<string> Transcript { get; } = [];

    /// <summary>Decides what becomes of a frame before loss does; false swallows it.</summary>
    public Func<PppShell, PppEffect.SendFrame, bool> Carries { get; set; } = (_, _) => true;

    public void Start()
    {
        Post(Server, PppEvent.LowerUp.Instance, TimeSpan.Zero);
        Post(Client, PppEvent.LowerUp.Instance, TimeSpan.Zero);
    }

    public void Post(PppShell shell, PppEvent @event, TimeSpan delay, PppTimer? timer = null, int generation = 0) =>
        _queue.Enqueue((shell, @event, timer, generation), (Now + delay, _order++));

    /// <summary>Runs until the condition holds; false when that much time passed, or nothing is left to happen.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var deadline = Now + limit;
        while (!condition())
        {
            if (!_queue.TryPeek(out _, out var due) || due.At > deadline)
                return false;
            var (shell, @event, timer, generation) = _queue.Dequeue();
            Now = due.At;
            if (timer is { } fired && shell.TimerGenerations.GetValueOrDefault(fired) != generation)
                continue;
            Run(shell, @event);
        }
        return true;
    }

    private void Run(PppShell shell, PppEvent @event)
    {
        foreach (var effect in shell.On(@event))
            switch (effect)
            {
                case PppEffect.SendFrame frame:
                    var arrives = Carries(shell, frame) && _random.NextDouble() >= _loss;
                    Transcript.Add($"{Now.TotalSeconds:0.00} {(shell == Server ? "server" : "client")} {(arrives ? "" : "(lost) ")}{frame}");
                    if (arrives)
                        Post(shell == Server ? Client : Server, new PppEvent.FrameReceived(frame.Protocol, frame.Packet), Delay);
                    break;
                case PppEffect.StartTimer(var timer, var delay):
                    Post(shell, new PppEvent.TimerFired(timer), delay, timer, shell.NextGeneration(timer));
                    break;
                case PppEffect.CancelTimer(var timer):
                    shell.NextGeneration(timer);
                    break;
                case PppEffect.Verify(var credentials):
                    var verdict = CredentialVerifier.Verify(credentials, shell.Secrets.GetValueOrDefault(credentials.User));
                    Post(shell, new PppEvent.Verified(credentials, verdict), Delay);
                    break;
                case PppEffect.RequestAddress:
                    Post(shell, new PppEvent.AddressGranted(shell.Address), Delay);
                    break;
            }
    }
}

internal sealed class PppShell(PppSettings settings, int seed)
{
    private readonly PppContext _context = new(settings, new Random(seed).NextBytes);

    public PppState State { get; private set; } = PppState.Initial;

    public List<PppEffect> History { get; } = [];

    public Dictionary<string, string> Secrets { get; } = new() { ["alice"] = "sesame", ["lns"] = "open" };

    public IPAddress Address { get; } = IPAddress.Parse("10.0.0.2");

    public Dictionary<PppTimer, int> TimerGenerations { get; } = [];

    public PppEndReason? End => History.OfType<PppEffect.Terminated>().SingleOrDefault()?.End.Reason;

    public bool IsUp => State is { Phase: PppPhase.Network, Ipv4: not null };

    public int NextGeneration(PppTimer timer) => TimerGenerations[timer] = TimerGenerations.GetValueOrDefault(timer) + 1;

    public IEnumerable<PppEffect> On(PppEvent @event)
    {
        (State, var effects) = PureTurn.On(State, @event, _context);
        History.AddRange(effects);
        return effects;
    }
}
