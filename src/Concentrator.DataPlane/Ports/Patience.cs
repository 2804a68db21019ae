using Concentrator.Linux.Processes;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// While all that a receive loop takes is for actors, as in a storm of set-ups, it interrupts nobody when it is woken: who sends to it comes further
/// meanwhile, so it takes more at once, the actors find more to do, and their answers leave together. The first payload ends that.
/// </summary>
internal sealed class Patience
{
    /// <summary>Batches in a row; fewer would change the schedule with each packet of a quiet line.</summary>
    public const int Enough = 32;

    private int _inRow;

    public bool IsPatient { get; private set; }

    /// <summary>On the loop, behind each batch.</summary>
    /// <param name="forActors">How many of its datagrams were control messages or PPP's own.</param>
    public void Took(int datagrams, int forActors)
    {
        if (forActors < datagrams)
            _inRow = 0;
        else if (datagrams > 0)
            _inRow = Math.Min(_inRow + 1, Enough);
        if (IsPatient == (_inRow == Enough))
            return;
        IsPatient = !IsPatient;
        ThreadSchedule.SetPatient(IsPatient);
    }
}
