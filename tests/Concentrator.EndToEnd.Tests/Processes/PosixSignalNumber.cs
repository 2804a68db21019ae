namespace Concentrator.EndToEnd.Tests.Processes;

/// <summary>Linux's numbers of the signals that tests send.</summary>
internal enum PosixSignalNumber
{
    Hup = 1,
    Int = 2,
    Kill = 9,
    Term = 15,
    Cont = 18,
    Stop = 19,
}
