namespace Concentrator.Load.Running;

/// <summary>Where a run stands, for a person who waits.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="SentUp">Packets so far; 0 without traffic.</param>
internal readonly record struct LoadProgress(
    string Phase, TimeSpan Elapsed, int Tunnels, int TunnelsUp, int Sessions, int SessionsUp, int SessionsFailed, int SessionsLost, int SessionsEnded,
    long SentUp, long ReceivedUp, long SentDown, long ReceivedDown)
{
    public override string ToString()
    {
        var text = $"{Phase,-9} {Elapsed:m\\:ss}  tunnels {TunnelsUp}/{Tunnels}  sessions {SessionsUp}/{Sessions}";
        text += SessionsFailed > 0 ? $"  failed {SessionsFailed}" : "";
        text += SessionsLost > 0 ? $"  lost {SessionsLost}" : "";
        text += SessionsEnded > 0 ? $"  ended {SessionsEnded}" : "";
        text += SentUp > 0 ? $"  up {ReceivedUp}/{SentUp}" : "";
        return text + (SentDown > 0 ? $"  down {ReceivedDown}/{SentDown}" : "");
    }
}
