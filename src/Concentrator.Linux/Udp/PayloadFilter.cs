using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// Lets the kernel drop datagrams before they take room in a socket, by one octet of their payload (a classic BPF program, socket(7) SO_ATTACH_FILTER).
/// What is dropped counts as <see cref="UdpSocket.ReceiveDrops"/>.
/// </summary>
/// <param name="Offset">Of the octet in the payload; a datagram that ends before it is dropped.</param>
/// <param name="Mask">Datagrams in which one of these bits is set are dropped.</param>
public readonly record struct PayloadFilter(int Offset, byte Mask)
{
    private const int LevelSocket = 1, AttachFilter = 26, UdpHeader = 8;
    private const ushort LoadOctet = 0x30, JumpIfSet = 0x45, Return = 0x06;

    internal unsafe void Attach(int fd)
    {
        var program = stackalloc Instruction[]
        {
            new(LoadOctet, 0, 0, (uint)(UdpHeader + Offset)),
            new(JumpIfSet, 0, 1, Mask),
            new(Return, 0, 0, 0),
            new(Return, 0, 0, uint.MaxValue),
        };
        var filter = new Program { Length = 4, Instructions = program };
        Errno.Check(Libc.setsockopt(fd, LevelSocket, AttachFilter, &filter, (uint)sizeof(Program)), "attach a socket filter");
    }

    /// <summary>struct sock_filter.</summary>
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    /// <summary>struct sock_fprog.</summary>
    private unsafe struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
