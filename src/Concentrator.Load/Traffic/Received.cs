namespace Concentrator.Load.Traffic;

/// <summary>What has arrived of one direction up to a moment.</summary>
/// <param name="Octets">Of IP packets.</param>
/// <param name="Drops">Found the receiving socket's buffer full, or were not in the sample (<see cref="TrafficPlan.SampleOneOf"/>).</param>
internal readonly record struct Received(long Packets, long Octets, long Drops)
{
    public long Arrived => Packets + Drops;

    public static Received Of(Arrivals[] places, long drops) => new(places.Sum(place => place.Packets), places.Sum(place => place.Octets), drops);
}
