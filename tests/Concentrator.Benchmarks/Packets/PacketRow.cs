using Concentrator.Load;
using Concentrator.Load.Traffic;

namespace Concentrator.Benchmarks.Packets;

/// <summary>One kind of traffic.</summary>
/// <param name="Size">Octets of the IP packets.</param>
/// <param name="Mergeable">Packets of one flow follow one another, with checksums; else each is of another session than the one before.</param>
internal sealed record PacketRow(bool Up, int Size, bool Mergeable)
{
    /// <summary>What UDP GSO takes of 1400 octets, and a bit less.</summary>
    private const int Train = 32;

    /// <summary>Of packets that come one by one.</summary>
    public const int Sample = 64;

    /// <summary>Of packets that the server's processor receives: less than any queue on their way holds.</summary>
    private const int Window = 384;

    public static readonly PacketRow[] Unmergeable = [new(true, 64, false), new(true, 1400, false), new(false, 64, false), new(false, 1400, false)];

    public static readonly PacketRow[] All = [.. Unmergeable, new(true, 1400, true), new(false, 1400, true)];

    public string Name => $"{(Up ? "up" : "down")} {Size}{(Mergeable ? ", mergeable" : "")}";

    /// <summary>
    /// Upstream the generator always gives the kernel trains of messages, or it could not send fast enough from one processor; what those messages hold is
    /// another matter. Downstream packets of different flows cannot travel together.
    /// </summary>
    public LoadPlan Of(LoadPlan plan, TimeSpan duration) => plan with
    {
        Traffic = plan.Traffic with
        {
            Up = Up ? Mix : null, Down = Up ? null : Mix, Duration = duration, Train = Up || Mergeable ? Train : 1, InARow = Up && Mergeable ? Train : 1,
            SampleOneOf = Up && !Mergeable ? Sample : 1, DownWindow = ServerReceives ? Window : 0,
        },
    };

    /// <summary>
    /// Downstream the way through the LNS's kernel to the TUN device is the sender's to pay on a veth, so that a generator with one processor is slower than who it
    /// measures. Trains are cheap enough, and where the kernel must cut them a flood of them leaves the server no time.
    /// </summary>
    public bool ServerReceives => !Up && !Mergeable;

    private PacketMix Mix => new(Size.ToString(), [Size]);
}
