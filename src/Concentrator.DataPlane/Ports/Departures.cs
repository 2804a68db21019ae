namespace Concentrator.DataPlane.Ports;

/// <summary>
/// What one thread sends that works off many small pieces of work: it leaves when the thread says so, or when somebody else who shares the port does, but not
/// with each piece. A thread that has none sends at once.
/// </summary>
public sealed class Departures
{
    [ThreadStatic]
    private static Departures? _ofThisThread;

    private readonly List<UdpOutbox> _outboxes = [];

    private Departures()
    {
    }

    internal static Departures? Current => _ofThisThread;

    /// <summary>From now on what this thread sends waits for <see cref="Flush"/>, which must come before the thread waits for anything.</summary>
    public static Departures Gather() => _ofThisThread ??= new Departures();

    public void Flush()
    {
        foreach (var outbox in _outboxes)
            outbox.Flush();
        _outboxes.Clear();
    }

    internal void Note(UdpOutbox outbox)
    {
        if (!_outboxes.Contains(outbox))
            _outboxes.Add(outbox);
    }
}
