using System.Text;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Network;

/// <summary>
/// A conversation with a protocol of netlink(7), one request at a time. It stays in the network namespace of the thread that opened it.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    /// <summary>The protocols, by the kernel's numbers.</summary>
    public const int Route = 0, Generic = 16;

    private const int LevelNetlink = 270, CapAcknowledge = 10, ExtendedAcknowledge = 11;
    private const int AcknowledgementIsCapped = 0x100, HasMessage = 0x200;
    private const ushort MessageAttribute = 1;

    private readonly FileDescriptor _socket;
    private readonly Lock _turn = new();
    private readonly byte[] _answer = new byte[32 << 10];
    private uint _sequence;

    public NetlinkSocket(int protocol)
    {
        _socket = new FileDescriptor(
            Libc.socket(Libc.FamilyNetlink, Libc.SocketRaw | Libc.SocketCloseOnExec, protocol), $"open netlink protocol {protocol}");
        // Both only improve the text of errors, so an old kernel without them does no harm.
        foreach (var option in (ReadOnlySpan<int>)[CapAcknowledge, ExtendedAcknowledge])
        {
            using var lease = _socket.Use();
            var on = 1;
            _ = Libc.setsockopt(lease.Fd, LevelNetlink, option, &on, sizeof(int));
        }
    }

    /// <summary>Sends a change; an errno in <paramref name="tolerated"/> means that it was so already.</summary>
    public void Change(NetlinkMessage message, string attempt, params ReadOnlySpan<int> tolerated) =>
        Exchange(message, attempt, fixedSize: 0, tolerated);

    /// <summary>Sends a question.</summary>
    /// <param name="fixedSize">Octets of the answer's fixed part.</param>
    public NetlinkReply Ask(NetlinkMessage message, string attempt, int fixedSize) =>
        Exchange(message, attempt, fixedSize, []) ?? throw new LinuxException(attempt, Errno.NoEntry);

    /// <summary>Sends a question that has any number of answers.</summary>
    /// <param name="fixedSize">Octets of each answer's fixed part.</param>
    public IReadOnlyList<NetlinkReply> AskAll(NetlinkMessage message, string attempt, int fixedSize)
    {
        var replies = new List<NetlinkReply>();
        lock (_turn)
        {
            using var lease = _socket.Use();
            var sequence = Send(lease.Fd, message, attempt);
            while (true)
            {
                var answers = Receive(lease.Fd, attempt);
                while (answers.Length >= NetlinkMessage.HeaderSize)
                {
                    var length = Math.Clamp(BitConverter.ToInt32(answers), NetlinkMessage.HeaderSize, answers.Length);
                    var answer = answers[..length];
                    answers = answers[Math.Min(answers.Length, length + 3 & ~3)..];
                    if (BitConverter.ToUInt32(answer[8..]) != sequence)
                        continue;
                    switch ((NetlinkType)BitConverter.ToUInt16(answer[4..]))
                    {
                        case NetlinkType.Done:
                            return replies;
                        case NetlinkType.Error:
                            throw new LinuxException(attempt + Explanation(answer), -BitConverter.ToInt32(answer[NetlinkMessage.HeaderSize..]));
                        default:
                            replies.Add(new NetlinkReply(answer[NetlinkMessage.HeaderSize..].ToArray(), fixedSize));
                            break;
                    }
                }
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private uint Send(int fd, NetlinkMessage message, string attempt)
    {
        var request = message.Seal(++_sequence);
        fixed (byte* data = request)
            Errno.Check((int)Libc.send(fd, data, (nuint)request.Length, 0), attempt);
        return _sequence;
    }

    private NetlinkReply? Exchange(NetlinkMessage message, string attempt, int fixedSize, ReadOnlySpan<int> tolerated)
    {
        lock (_turn)
        {
            using var lease = _socket.Use();
            var sequence = Send(lease.Fd, message, attempt);
            while (true)
            {
                var answer = Receive(lease.Fd, attempt);
                if (answer.Length < NetlinkMessage.HeaderSize || BitConverter.ToUInt32(answer[8..]) != sequence)
                    continue; // a late answer to a request that was given up
                var body = answer[NetlinkMessage.HeaderSize..];
                if (BitConverter.ToUInt16(answer[4..]) != (ushort)NetlinkType.Error)
                    return new NetlinkReply(body.ToArray(), fixedSize);

                var errno = -BitConverter.ToInt32(body);
                return errno == 0 || tolerated.Contains(errno) ? null : throw new LinuxException(attempt + Explanation(answer), errno);
            }
        }
    }

    private ReadOnlySpan<byte> Receive(int fd, string attempt)
    {
        fixed (byte* data = _answer)
        {
            nint length;
            do
                length = Libc.recv(fd, data, (nuint)_answer.Length, 0);
            while (length < 0 && Errno.Last == Errno.Interrupted);
            return _answer.AsSpan(0, Errno.Check((int)length, attempt));
        }
    }

    /// <summary>The kernel's own words about a refusal, which newer kernels add behind a capped acknowledgement.</summary>
    private static string Explanation(ReadOnlySpan<byte> answer)
    {
        const int attributes = NetlinkMessage.HeaderSize + sizeof(int) + NetlinkMessage.HeaderSize;
        var flags = BitConverter.ToUInt16(answer[6..]);
        return (flags & (AcknowledgementIsCapped | HasMessage)) == (AcknowledgementIsCapped | HasMessage)
            && NetlinkReply.TryGet(answer[attributes..], MessageAttribute, out var text)
            ? $" ({Encoding.UTF8.GetString(text).TrimEnd('\0')})"
            : "";
    }
}
