using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Policy.Profiles;

/// <summary>
/// How the packets of a tunnel are marked, and what is agreed upon with the peer about it (RFC 3308): of two per hop behaviours, for the control
/// connection and for sessions, each on its own. A behaviour is mapped to the code point that is recommended for it.
/// </summary>
public sealed record DiffServ
{
    /// <summary>DSCP of our control messages, 0 to 63; null: that of the socket.</summary>
    public int? Control { get; init; }

    /// <summary>DSCP of our data messages, 0 to 63; null: that of the socket.</summary>
    public int? Data { get; init; }

    /// <summary>Peers are asked to mark theirs likewise.</summary>
    public bool Ask { get; init; }

    /// <summary>Code points that a peer may ask for. None: we know nothing of the AVPs.</summary>
    public ValueList<int> Accepted { get; init; } = [];

    /// <summary>What to ask for; null: nothing.</summary>
    /// <param name="own"><see cref="Control"/> or <see cref="Data"/>.</param>
    public PhbCode? Request(int? own) => Ask && own is { } dscp ? PhbCode.OfDscp(dscp) : null;

    /// <summary>What to answer: the same is consent, another one a counter-offer; null: nothing, as one who does not know the AVP.</summary>
    public PhbCode? Answer(PhbCode? asked, int? own) =>
        asked is not { } wanted || Accepted.IsEmpty ? null : Accepts(wanted) ? wanted : PhbCode.OfDscp(own ?? 0);

    /// <summary>Whether we are unwilling to use what the peer answered to what we asked for. No answer is well: then each marks as it likes.</summary>
    public bool Rejects(PhbCode? asked, PhbCode? answered) => asked is not null && answered is { } offer && offer != asked && !Accepts(offer);

    private bool Accepts(PhbCode code) => code.Dscp is { } dscp && Accepted.Contains(dscp);
}
