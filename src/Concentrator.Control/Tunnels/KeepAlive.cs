namespace Concentrator.Control.Tunnels;

/// <summary>
/// How long a tunnel may be silent before the peer is asked by a HELLO (RFC 2661 section 5.5). Where the profile lets it adapt, a tunnel on which nothing
/// happens is asked half as often each time, and one that has been in use again as often as at first: that a peer is gone is worth knowing soon
/// where there is traffic to be lost.
/// </summary>
/// <param name="Silence">After which the next HELLO is sent.</param>
/// <param name="Asked">When the last one was, on the clock of the machine; or the tunnel was established.</param>
internal readonly record struct KeepAlive(TimeSpan Silence, TimeSpan Asked)
{
    /// <param name="due">How long it is until the next HELLO; zero or less: now.</param>
    /// <param name="shortest">The profile's silence. What is heard within it after a HELLO is its answer.</param>
    public KeepAlive Look(TimeSpan lastHeard, TimeSpan now, TimeSpan shortest, out TimeSpan due)
    {
        var silence = lastHeard > Asked + shortest ? shortest : Silence;
        due = lastHeard + silence - now;
        return this with { Silence = silence };
    }

    /// <summary>A HELLO is sent.</summary>
    public KeepAlive Ask(TimeSpan now, TimeSpan longest) => new(longest < Silence * 2 ? longest : Silence * 2, now);
}
