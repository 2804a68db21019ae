using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Dispatch;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Processes;

namespace Concentrator.Actors.Shell;

/// <summary>
/// Runs actors on threads of its own, as many as there are processors. What they send is gathered (<see cref="Departures"/>) and leaves when a thread has
/// nothing left to do, or has taken <see cref="LongestBurst"/> turns: in a storm of set-ups one system call carries what many sessions say, and a lone message
/// waits for nothing but the turn that it was made in. They interrupt nobody, payload's loops least of all.
/// </summary>
public sealed class ActorThreads : ExecutorService
{
    /// <summary>Turns of actors after which what they have sent must leave.</summary>
    private const int LongestBurst = 64;

    private readonly ConcurrentQueue<IRunnable> _turns = new();
    private readonly object _sleepers = new();
    private readonly int _threads;
    private int _awake;
    private volatile bool _isOver;

    public ActorThreads(string id, int threads) : base(id)
    {
        _threads = _awake = threads;
        for (var i = 0; i < threads; i++)
            new Thread(Live) { IsBackground = true, Name = $"actors {i}" }.Start();
    }

    public override void Execute(IRunnable run)
    {
        if (_isOver)
            throw new RejectedExecutionException($"{Id} is shutting down");
        _turns.Enqueue(run);
        if (Volatile.Read(ref _awake) < _threads)
            Wake();
    }

    /// <summary>What was accepted is done, and sent, before the threads end.</summary>
    public override void Shutdown()
    {
        _isOver = true;
        lock (_sleepers)
            Monitor.PulseAll(_sleepers);
    }

    private void Wake()
    {
        lock (_sleepers)
            Monitor.Pulse(_sleepers);
    }

    private void Live()
    {
        ThreadSchedule.SetPatient(true);
        var departures = Departures.Gather();
        var turns = 0;
        while (true)
        {
            if (_turns.TryDequeue(out var turn))
            {
                turn.Run();
                if (++turns < LongestBurst)
                    continue;
            }

            departures.Flush();
            turns = 0;
            if (_turns.IsEmpty && !Sleep())
                return;
        }
    }

    /// <summary>Until there is something to do; false when there will never be anything again.</summary>
    private bool Sleep()
    {
        lock (_sleepers)
        {
            Interlocked.Decrement(ref _awake);
            // Whoever queues something behind this look has seen that one fewer is awake, and wakes one, but not before this waits.
            while (_turns.IsEmpty && !_isOver)
                Monitor.Wait(_sleepers);
            Interlocked.Increment(ref _awake);
            return !_isOver || !_turns.IsEmpty;
        }
    }
}

/// <summary>For the configuration of a dispatcher.</summary>
public sealed class ActorThreadsConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <summary>One would be too few: an actor that opens a device, or a socket, keeps it for a while.</summary>
    private const int Fewest = 2;

    /// <summary>Makes an actor system run its actors so, where nothing else is said; but not what writes the log, whose reader may keep it waiting for ever.</summary>
    public static readonly string Everywhere = $$"""
        akka.actor.default-dispatcher.executor = "{{typeof(ActorThreadsConfigurator).AssemblyQualifiedName}}"
        akka.actor.log-dispatcher { type = PinnedDispatcher, executor = fork-join-executor }
        akka.loggers-dispatcher = "akka.actor.log-dispatcher"
        """;

    public override ExecutorService Produce(string id) => new ActorThreads(id, Math.Max(Fewest, Environment.ProcessorCount));
}
