using System.Collections.Immutable;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>What we think of one option of the peer's Configure-Request.</summary>
internal readonly record struct OptionVerdict(OptionVerdict.Kind Is, PppOption Suggestion = default)
{
    public enum Kind
    {
        Accept,
        Reject,
        Nak,
        NakAlone,
    }

    public static readonly OptionVerdict Accept = new(Kind.Accept);

    /// <summary>We do not know the option, or will not negotiate it.</summary>
    public static readonly OptionVerdict Reject = new(Kind.Reject);

    /// <summary>Another value would do.</summary>
    public static OptionVerdict Nak(PppOption suggestion) => new(Kind.Nak, suggestion);

    /// <summary>Another value must be taken before anything else of the request matters.</summary>
    public static OptionVerdict NakAlone(PppOption suggestion) => new(Kind.NakAlone, suggestion);
}

/// <summary>A Configure-Nak or -Reject to be.</summary>
internal sealed record Refusal(LcpCode Code, ImmutableArray<PppOption> Options);
