namespace Concentrator.Node.Hosting;

/// <summary>Tells when a storm of set-ups has passed, by what is allocated from one look to the next. Pure; once for each storm.</summary>
internal sealed class Lull
{
    /// <summary>Octets of a look that only a storm allocates (some 150 set-ups), and that are worth a collection.</summary>
    public const long Storm = 4 << 20;

    /// <summary>Octets of a look in which nothing is going on; the echoes of tens of thousands of sessions are more.</summary>
    public const long Quiet = 512 << 10;

    private long _allocated, _young;
    private int _collections;
    private bool _isStormy;

    /// <param name="allocated">Octets since the program began.</param>
    /// <param name="collections">How often young objects were collected since then.</param>
    public bool HasCome(long allocated, int collections)
    {
        var step = allocated - _allocated;
        _young = collections == _collections ? _young + step : 0;
        (_allocated, _collections) = (allocated, collections);
        _isStormy |= step >= Storm;
        if (!_isStormy || step > Quiet)
            return false;
        _isStormy = false;
        return _young >= Storm;
    }
}
