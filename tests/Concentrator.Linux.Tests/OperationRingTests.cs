using System.IO.Pipes;
using Concentrator.Linux.Rings;
using Xunit;

namespace Concentrator.Linux.Tests;

/// <summary>Writes that the kernel does together, into a pipe, which says what was written, how often and in which order.</summary>
public sealed unsafe class OperationRingTests : IDisposable
{
    private const int Capacity = 8, Rounds = 3, TryAgain = 11, BadDescriptor = 9;

    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In), _probed = new(PipeDirection.In);
    private readonly PinnedMemory _octets = new(Rounds * Capacity);

    public void Dispose()
    {
        _output.Dispose();
        _probed.Dispose();
    }

    [Theory]
    [InlineData(0, BadDescriptor, BadDescriptor)]
    [InlineData(3, BadDescriptor, BadDescriptor)]
    [InlineData(Capacity, BadDescriptor, BadDescriptor)]
    [InlineData(3, TryAgain, 0)]
    [InlineData(3, 0, 0)]
    [InlineData(Capacity, 0, 0)]
    public void What_the_kernel_does_not_take_should_be_done_without_it_and_nothing_twice(int taken, int errno, int fault)
    {
        if (!HasRing())
            return;
        using var ring = OperationRing.TryMake(Capacity, (descriptor, submit, _) =>
        {
            var entered = submit == 0 ? 0 : OperationRing.EnterKernel(descriptor, Math.Min(submit, taken), Math.Min(submit, taken));
            return errno == 0 ? entered : -errno;
        })!;

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Capacity; i++)
                Write(ring, _output, round * Capacity + i);
            Assert.Equal(Enumerable.Repeat(1, Capacity), ring.Run().ToArray());
        }

        Assert.Equal(fault, ring.Fault);
        Assert.Equal(Enumerable.Range(0, Rounds * Capacity), Written());
    }

    /// <summary>A ring is of one thread: the kernel itself says so to another.</summary>
    [Fact]
    public void Ring_that_the_kernel_refuses_should_say_why()
    {
        if (!HasRing())
            return;
        using var ring = MadeElsewhere();
        Write(ring, _output, 0);

        Assert.Equal([1], ring.Run().ToArray());
        Assert.Equal(17, ring.Fault);
        Assert.Equal([0], Written());
    }

    /// <summary>Elsewhere (before Linux 6.4, or where nobody may have one) there is nothing to be tested.</summary>
    private bool HasRing()
    {
        using var ring = OperationRing.TryMake(1);
        if (ring is null)
            return false;
        Write(ring, _probed, 0);
        return ring.Run()[0] == 1;
    }

    private static OperationRing MadeElsewhere()
    {
        OperationRing? made = null;
        var thread = new Thread(() => made = OperationRing.TryMake(Capacity));
        thread.Start();
        thread.Join();
        return made!;
    }

    /// <summary>An octet that is its number.</summary>
    private void Write(OperationRing ring, AnonymousPipeServerStream pipe, int number)
    {
        _octets.Octets[number] = (byte)number;
        ring.Write((int)pipe.ClientSafePipeHandle.DangerousGetHandle(), _octets.Start + number, 1);
    }

    /// <summary>All that came out of the pipe.</summary>
    private List<int> Written()
    {
        _output.DisposeLocalCopyOfClientHandle();
        var written = new List<int>();
        while (_output.ReadByte() is var octet and >= 0)
            written.Add(octet);
        _octets.KeepAlive();
        return written;
    }
}
