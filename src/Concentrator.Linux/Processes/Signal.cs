namespace Concentrator.Linux.Processes;

/// <summary>The signals that matter to a child such as pppd (numbers of x86 and arm).</summary>
public enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
