namespace Concentrator.Actors.Tunnels;

/// <summary>
/// Free ids of a range, taken at random so that nobody can guess the next one, each in constant time: those not taken stand in no order in front
/// of a list. The range begins small and doubles when it is used up, so that tables indexed by these ids stay dense. An id that was given back rests
/// until some others were, or there is no other: the peer may still be busy with its end (xl2tpd takes a call whose id it knows for a repetition).
/// </summary>
/// <param name="first">The lowest id.</param>
/// <param name="most">How many ids there are at most.</param>
/// <param name="begin">How many of them are used at first.</param>
/// <param name="random">A number from 0 to below its argument.</param>
internal sealed class IdPool(int first, int most, int begin, Func<int, int> random)
{
    private const int Rest = 8;

    private readonly List<ushort> _ids = [];
    private readonly Queue<ushort> _resting = new();
    private int _free;

    public bool TryTake(out ushort id)
    {
        id = 0;
        if (_free == 0 && !Grow())
            return _resting.TryDequeue(out id);
        var at = random(_free--);
        id = _ids[at];
        _ids[at] = _ids[_free];
        return true;
    }

    /// <summary>Gives back an id that was taken.</summary>
    public void Return(ushort id)
    {
        _resting.Enqueue(id);
        if (_resting.Count > Rest)
            _ids[_free++] = _resting.Dequeue();
    }

    private bool Grow()
    {
        var size = Math.Min(most, Math.Max(begin, _ids.Count * 2));
        for (var i = _ids.Count; i < size; i++, _free++)
        {
            _ids.Add(0);
            _ids[_free] = (ushort)(first + i);
        }

        return _free > 0;
    }
}
