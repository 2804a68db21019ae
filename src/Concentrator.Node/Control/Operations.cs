using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors.Operations;
using Microsoft.AspNetCore.Http;

namespace Concentrator.Node.Control;

/// <summary>The operations actor as HTTP handlers see it: what it answers, as an HTTP result.</summary>
internal sealed class Operations(IRequiredActor<OperationsActor> actor)
{
    /// <summary>Longer than a collector waits for late answers.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task<IResult> Query<T>(object query) => Query<T, T>(query, answer => answer);

    public Task<IResult> Query<T, TBody>(object query, Func<T, TBody> body) =>
        Answer(query, answer => answer is T result ? TypedResults.Ok(body(result)) : null);

    public Task<IResult> Command(object command) =>
        Answer(command, answer => answer is CommandResult { Done: true } result ? TypedResults.Ok(result) : null);

    public Task<object> Ask(object message) => actor.ActorRef.Ask<object>(message, Patience);

    /// <summary>What every answer means that is not the one hoped for.</summary>
    public static IResult Problem(object answer) => answer switch
    {
        CommandResult result => TypedResults.Problem(result.Text, statusCode: StatusCodes.Status409Conflict),
        QueryRefused refused => TypedResults.Problem(refused.Reason, statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => TypedResults.Problem("the node gave an answer that was not understood", statusCode: StatusCodes.Status500InternalServerError),
    };

    private async Task<IResult> Answer(object message, Func<object, IResult?> success)
    {
        try
        {
            var answer = await Ask(message);
            return success(answer) ?? Problem(answer);
        }
        catch (AskTimeoutException)
        {
            return TypedResults.Problem("the node did not answer in time", statusCode: StatusCodes.Status504GatewayTimeout);
        }
    }
}
