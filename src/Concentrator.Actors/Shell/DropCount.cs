namespace Concentrator.Actors.Shell;

/// <summary>How much a kind of bounded queue has dropped, in all its instances together.</summary>
public sealed class DropCount
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Add() => Interlocked.Increment(ref _value);
}
