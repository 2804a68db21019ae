using Concentrator.Actors.Targets;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Dialers;

/// <summary>In the order in which they come nearer to the goal.</summary>
internal enum DialerCallState
{
    Down,

    /// <summary>It failed, and is placed again after a while.</summary>
    Waiting,

    /// <summary>The target is looking for an LNS.</summary>
    Connecting,

    /// <summary>It is on its way over a tunnel.</summary>
    Placed,
    Up,
}

/// <summary>One of the calls of a dialer.</summary>
/// <param name="index">From 0.</param>
internal sealed class DialerCall(int index)
{
    public int Index => index;

    public DialerCallState State { get; set; }

    /// <summary>As the target knows it; 0: it is not placed.</summary>
    public int Number { get; private set; }

    /// <summary>In a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Known from placed on.</summary>
    public SessionKey? Session { get; private set; }

    /// <inheritdoc cref="Session"/>
    public Endpoint? Lns { get; private set; }

    /// <summary>The target has it.</summary>
    public bool IsPlaced => Number != 0;

    public void Place(int number) => (State, Number) = (DialerCallState.Connecting, number);

    public void Placed(TargetEvents.CallPlaced placed) => (State, Session, Lns) = (DialerCallState.Placed, placed.Session, placed.Lns);

    public void Up() => (State, Failures) = (DialerCallState.Up, 0);

    public void Fail() => (State, Number, Session, Lns, Failures) = (DialerCallState.Down, 0, null, null, Failures + 1);

    public void HangUp() => (State, Number, Session, Lns) = (DialerCallState.Down, 0, null, null);

    /// <summary>Dialled by an operator, it has as many attempts as at first.</summary>
    public void Forgive() => Failures = 0;
}
