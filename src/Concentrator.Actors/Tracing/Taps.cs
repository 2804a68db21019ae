using Concentrator.DataPlane.Tapping;

namespace Concentrator.Actors.Tracing;

/// <summary>How a tunnel or session takes a tap, of which it has one at most, and gives it back.</summary>
internal static class Taps
{
    /// <param name="name">Of the tunnel or session, for the operator.</param>
    /// <returns>The answer to <see cref="TraceCommands.Attach"/>.</returns>
    public static object Attach(this ITapped path, TraceCommands.Attach attach, string name)
    {
        if (path.Tap is not null)
            return new TraceEvents.AttachRefused($"{name} is being traced already");
        path.Tap = attach.Tap;
        return new TraceEvents.Attached(attach.Tap);
    }

    /// <summary>Leaves a tap alone that another trace has put there since.</summary>
    public static void Detach(this ITapped path, TraceCommands.Detach detach)
    {
        if (path.Tap == detach.Tap)
            path.Tap = null;
    }
}
