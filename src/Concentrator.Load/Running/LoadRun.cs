using System.Diagnostics;
using Concentrator.Load.Lac;
using Concentrator.Load.Measuring;
using Concentrator.Load.Radius;
using Concentrator.Load.Traffic;

namespace Concentrator.Load.Running;

/// <summary>
/// One run from the first SCCRQ to the last acknowledged StopCCN: tunnels, then sessions, then traffic and hold, then the end of it all. Each phase has a
/// limit in time, so the run has an end whatever the LNS does.
/// </summary>
internal sealed class LoadRun : IDisposable
{
    /// <summary>Octets that the set-up of one session allocates here, rounded up.</summary>
    private const int SetupAllocates = 16 * 1024;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20), ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly LoadPlan _plan;
    private readonly Action<LoadProgress> _progress;
    private readonly LoadWorker[] _workers;
    private readonly RadiusServer? _radius;
    private readonly FarEnd? _farEnd;
    private readonly TimeSpan _begun = LoopMeter.Now;
    private readonly List<string> _problems = [];
    private readonly List<Verdict> _verdicts = [];
    private TrafficFigures? _upstream, _downstream;
    private double _setupBusy;
    private double? _trafficBusy;
    private string _phase = "";
    private TimeSpan _shownAt;

    /// <param name="progress">Told about once a second.</param>
    /// <exception cref="Linux.LinuxException">A socket could not be opened.</exception>
    public LoadRun(LoadPlan plan, Action<LoadProgress> progress)
    {
        (_plan, _progress) = (plan, progress);
        try
        {
            _radius = plan.Radius is { } radius ? new RadiusServer(plan, radius) : null;
            _farEnd = plan.Traffic is { IsEmpty: false, FarEnd: not null } ? new FarEnd(plan.Traffic, plan.Behind) : null;
            _workers = [.. LoadShare.Of(plan).Select((share, i) => new LoadWorker(plan, share, $"thread {i + 1}"))];
        }
        catch
        {
            _workers ??= [];
            Dispose();
            throw;
        }
    }

    /// <param name="interrupted">Goes on with the end of all sessions at once.</param>
    public LoadReport Run(CancellationToken interrupted)
    {
        SetUp(interrupted);
        var heldFrom = LoopMeter.Now;
        if (!_plan.Traffic.IsEmpty)
        {
            Phase("pause");
            Until(() => false, _plan.Pause, interrupted);
            if (!interrupted.IsCancellationRequested)
                Transfer(interrupted);
        }

        Phase("hold");
        Until(() => false, heldFrom + _plan.Hold - LoopMeter.Now, interrupted);
        var held = LoopMeter.Now - heldFrom;
        return Report(held, TearDown());
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
        _farEnd?.Dispose();
        _radius?.Dispose();
    }

    private void SetUp(CancellationToken interrupted)
    {
        var marks = _workers.Select(worker => worker.Meter.Take()).ToArray();
        var radiusMark = _radius?.Meter.Take() ?? default;
        using var quiet = new QuietCollector((long)(_plan.Tunnels + _plan.Sessions) * SetupAllocates);
        var end = LoopMeter.Now + _plan.SetupLimit;
        Phase("tunnels");
        Tell(lac => lac.OpenTunnels());
        if (!Until(IsSettled, end - LoopMeter.Now, interrupted))
            Tell(lac => lac.GiveUp());
        foreach (var worker in _workers)
            worker.Connect();
        Phase("sessions");
        Tell(lac => lac.PlaceCalls());
        if (!Until(IsSettled, end - LoopMeter.Now, interrupted))
            Tell(lac => lac.GiveUp());

        var (busy, name) = _workers.Select((worker, i) => (worker.Meter.BusySince(marks[i]), $"thread {i + 1}"))
            .Concat(_radius is null ? [] : [(_radius.Meter.BusySince(radiusMark), "the RADIUS responder")]).MaxBy(loop => loop.Item1);
        _setupBusy = busy;
        _verdicts.Add(Verdict.OfSetup(busy, _workers.Sum(worker => worker.ReceiveDrops) + (_radius?.ReceiveDrops ?? 0), name));
    }

    private void Transfer(CancellationToken interrupted)
    {
        Phase("traffic");
        var phase = new TrafficPhase(_plan.Traffic, _workers, _farEnd!, (condition, limit, cancellation) => Until(condition, limit, cancellation));
        if (phase.Prepare() is { } problem)
        {
            _problems.Add(problem);
            return;
        }

        (_upstream, _downstream, _trafficBusy, var verdicts) = phase.Run(interrupted);
        _verdicts.AddRange(verdicts);
    }

    private TeardownFigures TearDown()
    {
        Phase("teardown");
        var begun = LoopMeter.Now;
        var end = begun + _plan.TeardownLimit;
        Tell(lac => lac.CloseCalls());
        var complete = Until(() => _workers.All(worker => worker.Ask(lac => lac.IsAcknowledged)), end - LoopMeter.Now, CancellationToken.None);
        var seconds = (LoopMeter.Now - begun).TotalSeconds;
        Tell(lac => lac.CloseTunnels());
        complete &= Until(() => _workers.All(worker => worker.Ask(lac => lac.Tunnels.All(tunnel => tunnel.IsOver))), end - LoopMeter.Now, CancellationToken.None);
        var ended = _workers.Sum(worker => worker.Figures.CallsEnded);
        return new TeardownFigures(ended, seconds, ended / Math.Max(seconds, 0.001), complete);
    }

    private LoadReport Report(TimeSpan held, TeardownFigures teardown)
    {
        var figures = _workers.Select(worker => worker.Figures).ToArray();
        var channels = _workers.SelectMany(worker => worker.Ask(lac => lac.Tunnels.Select(tunnel => tunnel.Channel).ToArray())).ToArray();
        Causes failures = new(), losses = new();
        foreach (var share in figures)
        {
            failures.Add(share.Failures);
            losses.Add(share.Losses);
        }

        var tunnels = SetupFigures(_plan.Tunnels, figures, share => share.TunnelsUp, share => share.TunnelsLost, share => share.TunnelSpan, share => share.TunnelTimes);
        var sessions = SetupFigures(_plan.Sessions, figures, share => share.CallsUp, share => share.CallsLost, share => share.CallSpan, share => share.CallTimes);
        using var self = Process.GetCurrentProcess();
        var radius = _radius?.Responder;
        return new LoadReport(
            _plan.Target.ToString(),
            new LoadShape(_plan.Tunnels, _plan.SessionsPerTunnel, _plan.InFlight, _workers.Length, _plan.Ports, _plan.Traffic.Flows, _plan.Traffic.Train),
            tunnels.Failed + tunnels.Lost + sessions.Failed + sessions.Lost + _problems.Count == 0 && teardown.IsComplete,
            tunnels,
            sessions,
            new ControlFigures(
                channels.Sum(channel => channel.Retransmissions), channels.Sum(channel => channel.Duplicates), channels.Sum(channel => channel.OutOfOrder),
                channels.Sum(channel => channel.OutOfWindow), figures.Sum(share => share.InvalidMessages), figures.Sum(share => share.StrayDatagrams)),
            _upstream,
            _downstream,
            held.TotalSeconds,
            teardown,
            radius is null ? null : new RadiusFigures(radius.Accepted, radius.Rejected, radius.Accounted, radius.Repeated, radius.Discarded),
            new OwnFigures(
                self.TotalProcessorTime.TotalSeconds, self.PeakWorkingSet64, _setupBusy, _trafficBusy, _workers.Sum(worker => worker.ReceiveDrops),
                _workers.Sum(worker => worker.Refused)),
            _verdicts,
            failures.Counts,
            losses.Counts,
            _problems);
    }

    private static SetupFigures SetupFigures(
        int planned, LoadFigures[] figures, Func<LoadFigures, int> up, Func<LoadFigures, int> lost, Func<LoadFigures, (TimeSpan First, TimeSpan Last)?> span,
        Func<LoadFigures, Histogram> times)
    {
        var spans = figures.Select(span).OfType<(TimeSpan First, TimeSpan Last)>().ToArray();
        var seconds = spans.Length == 0 ? 0 : (spans.Max(share => share.Last) - spans.Min(share => share.First)).TotalSeconds;
        var total = figures.Sum(up);
        return new SetupFigures(planned, total, planned - total, figures.Sum(lost), seconds, seconds > 0 ? total / seconds : 0, Percentiles.Of(Histogram.Sum(figures.Select(times))));
    }

    private bool IsSettled() => _workers.All(worker => worker.Ask(lac => lac.IsSettled));

    private void Tell(Action<LoadLac> request)
    {
        foreach (var worker in _workers)
            worker.Ask(request);
    }

    private void Phase(string name)
    {
        _phase = name;
        Show();
    }

    /// <summary>Waits for the condition, the limit or an interruption, and shows progress meanwhile. Gives whether the condition was met.</summary>
    private bool Until(Func<bool> condition, TimeSpan limit, CancellationToken interrupted)
    {
        var end = LoopMeter.Now + limit;
        while (true)
        {
            if (_workers.FirstOrDefault(worker => worker.Failure is not null) is { Failure: { } failure })
                throw new InvalidOperationException($"a thread of this program broke off: {failure.Message}", failure);
            if (condition())
                return true;
            if (LoopMeter.Now >= end || interrupted.IsCancellationRequested)
                return false;
            if (LoopMeter.Now - _shownAt >= ProgressInterval)
                Show();
            Thread.Sleep(Tick);
        }
    }

    private void Show()
    {
        _shownAt = LoopMeter.Now;
        int Sum(Func<LoadFigures, int> count) => _workers.Sum(worker => count(worker.Figures));
        _progress(new LoadProgress(
            _phase, LoopMeter.Now - _begun, _plan.Tunnels, Sum(share => Volatile.Read(ref share.TunnelsUp)), _plan.Sessions, Sum(share => Volatile.Read(ref share.CallsUp)),
            Sum(share => Volatile.Read(ref share.CallsFailed)), Sum(share => Volatile.Read(ref share.CallsLost)), Sum(share => Volatile.Read(ref share.CallsEnded)),
            _workers.Sum(worker => worker.Upstream?.Sent ?? 0), _farEnd?.Arrivals.Packets ?? 0, _farEnd?.Sent ?? 0, _workers.Sum(worker => worker.Arrivals.Packets)));
    }
}
