using System.Diagnostics.CodeAnalysis;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Reliability;

/// <summary>
/// Messages not yet sent. Without Ns they are still free to be overtaken or dropped; what was sent once is beyond reach, so no message
/// ever overtakes a sent one.
/// </summary>
internal sealed class SendQueue(int limit)
{
    private const int PerCall = 2;

    private readonly LinkedList<OutgoingMessage> _messages = new();
    private bool _stopped;

    public int Count => _messages.Count;

    public EnqueueResult Add(OutgoingMessage message)
    {
        if (_stopped)
            return EnqueueResult.Stopped;

        switch (message.Message)
        {
            case StopCcn: // clears all calls by itself (RFC 2661 section 6.4)
                _messages.Clear();
                _stopped = true;
                break;
            case Hello: // asks for a sign of life, so the waiting ones cannot be waited for
                if (_messages.Any(waiting => waiting.Message is Hello))
                    return EnqueueResult.Needless;
                _messages.AddFirst(message);
                return EnqueueResult.Queued;
            case Cdn when DropCall(message.Local):
                return EnqueueResult.Needless;
        }

        if (_messages.Count >= LimitFor(message))
            return EnqueueResult.Full;
        _messages.AddLast(message);
        return EnqueueResult.Queued;
    }

    public bool TryTake([NotNullWhen(true)] out OutgoingMessage? message)
    {
        message = _messages.First?.Value;
        if (message is null)
            return false;
        _messages.RemoveFirst();
        return true;
    }

    public void Clear() => _messages.Clear();

    /// <summary>
    /// A new call, or the refusal of one, can be done without. What is said of calls that exist is bounded by their number: were there no room for it, one
    /// burst of CDNs would end the tunnel before its calls.
    /// </summary>
    private int LimitFor(OutgoingMessage message) =>
        message.Local == SessionId.Unassigned || message.Message is Icrq or Ocrq ? limit : Math.Max(limit, PerCall * ushort.MaxValue);

    /// <summary>Drops what waits for this call; true when its request was among that, so that the peer never hears of the call.</summary>
    private bool DropCall(SessionId call)
    {
        var neverAsked = false;
        for (var node = _messages.First; node is not null && call != SessionId.Unassigned;)
        {
            var next = node.Next;
            if (node.Value.Local == call)
            {
                neverAsked |= node.Value.Message is Icrq or Ocrq;
                _messages.Remove(node);
            }

            node = next;
        }

        return neverAsked;
    }
}
