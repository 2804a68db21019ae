namespace Concentrator.Protocol.L2tp;

/// <summary>
/// What a sender needs to hide AVPs (RFC 2661 section 4.3): the tunnel's shared secret and a source of random vectors and padding.
/// </summary>
public sealed class AvpHiding
{
    /// <summary>"A random vector of at least 16 octets is recommended" (section 4.4.1).</summary>
    internal const int RandomVectorLength = 16;

    private readonly byte[] _secret;
    private readonly bool _everything;

    /// <param name="everything">Whether every AVP that may be hidden is, or only those that are by default.</param>
    /// <exception cref="ArgumentException">The secret is empty: "the H bit MUST only be set if a shared secret exists".</exception>
    public AvpHiding(ReadOnlySpan<byte> secret, NonceSource random, bool everything = true)
    {
        _secret = secret.IsEmpty ? throw new ArgumentException("AVPs are hidden with a secret only", nameof(secret)) : secret.ToArray();
        Random = random;
        _everything = everything;
    }

    internal ReadOnlySpan<byte> Secret => _secret;

    internal NonceSource Random { get; }

    /// <summary>
    /// Not for the first message of either side: a peer may look the secret up by what they say (xl2tpd does, when it has read a Challenge), and there is
    /// nothing in them that needs to be hidden.
    /// </summary>
    internal static bool IsFor(MessageType message) => message is not (MessageType.Sccrq or MessageType.Sccrp);

    /// <summary>
    /// What came hidden and is passed on leaves hidden, whatever the tunnel does by itself. A value of a peer that leaves no room for the subformat came
    /// open, and goes on open.
    /// </summary>
    internal bool Hides(Avp avp) => avp.ValueLength <= Avp.MaxValueLength && avp.Definition is var definition && (_everything || avp.WasHidden ? definition.MayBeHidden : definition.IsHiddenByDefault);
}
