using Concentrator.Control.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>One case per cell of RFC 1661 section 4.1, read from the RFC's own text, which has the table in two halves.</summary>
public class NegotiationAutomatonTests
{
    private const string FirstHalf = """
         Up   |    2     irc,scr/6     -         -         -         -
         Down |    -         -         0       tls/1       0         1
         Open |  tls/1       1     irc,scr/6     3r        5r        5r
         Close|    0       tlf/0       2         2         4         4
              |
          TO+ |    -         -         -         -       str/4     str/5
          TO- |    -         -         -         -       tlf/2     tlf/3
              |
         RCR+ |    -         -       sta/2 irc,scr,sca/8   4         5
         RCR- |    -         -       sta/2 irc,scr,scn/6   4         5
         RCA  |    -         -       sta/2     sta/3       4         5
         RCN  |    -         -       sta/2     sta/3       4         5
              |
         RTR  |    -         -       sta/2     sta/3     sta/4     sta/5
         RTA  |    -         -         2         3       tlf/2     tlf/3
              |
         RUC  |    -         -       scj/2     scj/3     scj/4     scj/5
         RXJ+ |    -         -         2         3         4         5
         RXJ- |    -         -       tlf/2     tlf/3     tlf/2     tlf/3
              |
         RXR  |    -         -         2         3         4         5
        """;

    private const string SecondHalf = """
         Up   |    -         -         -           -
         Down |    1         1         1         tld/1
         Open |    6         7         8           9r
         Close|irc,str/4 irc,str/4 irc,str/4 tld,irc,str/4
              |
          TO+ |  scr/6     scr/6     scr/8         -
          TO- |  tlf/3p    tlf/3p    tlf/3p        -
              |
         RCR+ |  sca/8   sca,tlu/9   sca/8   tld,scr,sca/8
         RCR- |  scn/6     scn/7     scn/6   tld,scr,scn/6
         RCA  |  irc/7     scr/6x  irc,tlu/9   tld,scr/6x
         RCN  |irc,scr/6   scr/6x  irc,scr/8   tld,scr/6x
              |
         RTR  |  sta/6     sta/6     sta/6   tld,zrc,sta/5
         RTA  |    6         6         8       tld,scr/6
              |
         RUC  |  scj/6     scj/7     scj/8       scj/9
         RXJ+ |    6         6         8           9
         RXJ- |  tlf/3     tlf/3     tlf/3   tld,irc,str/5
              |
         RXR  |    6         7         8         ser/9
        """;

    private static readonly string[] States =
        ["Initial", "Starting", "Closed", "Stopped", "Closing", "Stopping", "Req-Sent", "Ack-Rcvd", "Ack-Sent", "Opened"];

    private static readonly string[] Events =
        ["Up", "Down", "Open", "Close", "TO+", "TO-", "RCR+", "RCR-", "RCA", "RCN", "RTR", "RTA", "RUC", "RXJ+", "RXJ-", "RXR"];

    public static TheoryData<string> Cells => [.. Rules(FirstHalf, 0).Concat(Rules(SecondHalf, 6))];

    private static IEnumerable<string> Rules(string half, int firstState) =>
        from line in half.Split('\n')
        let row = line.Split('|')
        from cell in row[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Index()
        select $"{States[firstState + cell.Index]} {row[0].Trim()} -> {Named(cell.Item.TrimEnd('r', 'p', 'x'))}";

    private static string Named(string cell) => cell.Split('/') switch
    {
        ["-"] => "illegal",
        [var state] => States[int.Parse(state)],
        [var actions, var state] => $"{actions}/{States[int.Parse(state)]}",
        _ => throw new FormatException(cell),
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void Automaton_should_do_as_the_cell_says(string cell)
    {
        var (state, @event) = (cell.Split(' ')[0], cell.Split(' ')[1]);
        var next = NegotiationAutomaton.Next(
            (NegotiationState)Array.IndexOf(States, state), (NegotiationEvent)Array.IndexOf(Events, @event));
        var actual = next is null ? "illegal"
            : string.Join(',', next.Actions).ToLowerInvariant() is { Length: > 0 } actions ? $"{actions}/{States[(int)next.State]}"
            : States[(int)next.State];
        Assert.Equal(cell, $"{state} {@event} -> {actual}");
    }

    [Fact]
    public void Table_should_have_every_cell() => Assert.Equal(States.Length * Events.Length, Cells.Count);

    [Fact]
    public void Restart_timer_should_run_exactly_in_the_states_with_time_outs() =>
        Assert.Equal(["Closing", "Stopping", "Req-Sent", "Ack-Rcvd", "Ack-Sent"],
            States.Where((_, state) => NegotiationAutomaton.RunsTimer((NegotiationState)state)));
}
