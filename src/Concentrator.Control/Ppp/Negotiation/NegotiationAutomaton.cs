using System.Collections.Immutable;

namespace Concentrator.Control.Ppp;

/// <summary>States of the option negotiation automaton (RFC 1661 section 4.2), numbered as there.</summary>
internal enum NegotiationState
{
    Initial,
    Starting,
    Closed,
    Stopped,
    Closing,
    Stopping,
    ReqSent,
    AckRcvd,
    AckSent,
    Opened,
}

/// <summary>Events (RFC 1661 section 4.3) in the table's order. TO is a time-out of the restart timer, R… something received.</summary>
internal enum NegotiationEvent
{
    Up,
    Down,
    Open,
    Close,
    ToPlus,
    ToMinus,
    RcrPlus,
    RcrMinus,
    Rca,
    Rcn,
    Rtr,
    Rta,
    Ruc,
    RxjPlus,
    RxjMinus,
    Rxr,
}

/// <summary>Actions (RFC 1661 section 4.4): this layer up, down, started, finished; restart count; send.</summary>
internal enum NegotiationAction
{
    Tlu,
    Tld,
    Tls,
    Tlf,
    Irc,
    Zrc,
    Scr,
    Sca,
    Scn,
    Str,
    Sta,
    Scj,
    Ser,
}

/// <summary>One cell of the table: what to do, in this order, and the state that follows.</summary>
internal sealed record Transition(NegotiationState State, ImmutableArray<NegotiationAction> Actions);

/// <summary>The state transition table that LCP and every network control protocol share.</summary>
internal static class NegotiationAutomaton
{
    /// <summary>
    /// RFC 1661 section 4.1 as it is printed there: actions/new-state, "-" where the event cannot happen. The footnotes p, r and x
    /// ask for nothing that the cell does not say.
    /// </summary>
    private const string Table = """
               0         1           2             3           4         5         6          7          8            9
            Initial  Starting     Closed        Stopped     Closing  Stopping  Req-Sent   Ack-Rcvd   Ack-Sent      Opened
        Up     2     irc,scr/6       -             -           -         -         -          -          -            -
        Down   -         -           0           tls/1         0         1         1          1          1          tld/1
        Open  tls/1      1       irc,scr/6         3           5         5         6          7          8            9
        Close  0       tlf/0         2             2           4         4     irc,str/4  irc,str/4  irc,str/4  tld,irc,str/4

        TO+    -         -           -             -         str/4     str/5     scr/6      scr/6      scr/8          -
        TO-    -         -           -             -         tlf/2     tlf/3     tlf/3      tlf/3      tlf/3          -

        RCR+   -         -         sta/2    irc,scr,sca/8      4         5       sca/8    sca,tlu/9    sca/8    tld,scr,sca/8
        RCR-   -         -         sta/2    irc,scr,scn/6      4         5       scn/6      scn/7      scn/6    tld,scr,scn/6
        RCA    -         -         sta/2         sta/3         4         5       irc/7      scr/6    irc,tlu/9    tld,scr/6
        RCN    -         -         sta/2         sta/3         4         5     irc,scr/6    scr/6    irc,scr/8    tld,scr/6

        RTR    -         -         sta/2         sta/3       sta/4     sta/5     sta/6      sta/6      sta/6    tld,zrc,sta/5
        RTA    -         -           2             3         tlf/2     tlf/3       6          6          8        tld,scr/6

        RUC    -         -         scj/2         scj/3       scj/4     scj/5     scj/6      scj/7      scj/8        scj/9
        RXJ+   -         -           2             3           4         5         6          6          8            9
        RXJ-   -         -         tlf/2         tlf/3       tlf/2     tlf/3     tlf/3      tlf/3      tlf/3    tld,irc,str/5

        RXR    -         -           2             3           4         5         6          7          8          ser/9
        """;

    private static readonly Transition?[][] Rows =
    [
        .. Table.Split('\n').Skip(2)
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length > 0)
            .Select(cells => cells.Skip(1).Select(Read).ToArray()),
    ];

    /// <summary>Null for an illegal event, after which nothing changes (RFC 1661 section 4.4, "Illegal-Event").</summary>
    public static Transition? Next(NegotiationState state, NegotiationEvent @event) => Rows[(int)@event][(int)state];

    /// <summary>The states that know TO events; in all others the restart timer is stopped (RFC 1661 section 4.1).</summary>
    public static bool RunsTimer(NegotiationState state) => Next(state, NegotiationEvent.ToPlus) is not null;

    private static Transition? Read(string cell) => cell.Split('/') switch
    {
        ["-"] => null,
        [var state] => new Transition((NegotiationState)int.Parse(state), []),
        [var actions, var state] => new Transition((NegotiationState)int.Parse(state),
            [.. actions.Split(',').Select(action => Enum.Parse<NegotiationAction>(action, ignoreCase: true))]),
        _ => throw new FormatException(cell),
    };
}
