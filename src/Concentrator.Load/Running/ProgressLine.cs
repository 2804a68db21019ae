namespace Concentrator.Load.Running;

/// <summary>One line of a terminal that is written over and over; elsewhere one line for each phase.</summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal)
{
    private const string EraseLine = "\r\e[K";

    private string _phase = "";

    public void Show(LoadProgress progress)
    {
        if (isTerminal)
            output.Write($"{EraseLine}{progress}");
        else if (progress.Phase != _phase)
            output.WriteLine(progress);
        _phase = progress.Phase;
    }

    /// <summary>Leaves the line to whatever follows.</summary>
    public void Clear()
    {
        if (isTerminal)
            output.Write(EraseLine);
    }
}
