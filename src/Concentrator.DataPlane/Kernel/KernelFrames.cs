using System.Buffers.Binary;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.L2tp;
using Concentrator.Linux.Polling;

namespace Concentrator.DataPlane.Kernel;

/// <summary>The loop that reads what the kernel leaves to us of PPP: the frames that negotiate.</summary>
internal sealed class KernelFrames(Action<Exception> onFault) : IDisposable
{
    /// <summary>Frames of one file in a turn; the others have their turn then. The kernel keeps some 32 of each.</summary>
    private const int Turn = 16;

    private readonly PollLoop _loop = new("ppp", onFault);
    private readonly byte[] _frame = new byte[UdpReceiver.MaxDatagram];

    /// <summary>Reads a file until there is nothing more to come of it, or the watch is disposed of.</summary>
    /// <param name="received">Gets a frame, on the loop: its protocol and the packet.</param>
    public IDisposable Watch(PppFile file, PppFrameHandler received) => new Watched(this, file, received);

    public void Dispose() => _loop.Dispose();

    private sealed class Watched : IPollHandler, IDisposable
    {
        private readonly KernelFrames _frames;
        private readonly PppFile _file;
        private readonly PppFrameHandler _received;
        private PollRegistration? _registration;
        private volatile bool _isOver;

        public Watched(KernelFrames frames, PppFile file, PppFrameHandler received)
        {
            (_frames, _file, _received) = (frames, file, received);
            _registration = frames._loop.Watch(file, PollEvents.Readable, this);
            if (_isOver)
                _registration.Forget();
        }

        public void OnReady(PollEvents events)
        {
            for (var i = 0; i < Turn && !_isOver; i++)
            {
                var length = _file.Read(_frames._frame);
                if (length == 0)
                    return;
                if (length < 0)
                {
                    Dispose();
                    return;
                }

                if (length > sizeof(ushort))
                    _received(BinaryPrimitives.ReadUInt16BigEndian(_frames._frame), _frames._frame.AsSpan(sizeof(ushort)..length));
            }
        }

        public void Dispose()
        {
            _isOver = true;
            _registration?.Forget();
        }
    }
}

/// <param name="packet">The information field; good until the handler returns.</param>
internal delegate void PppFrameHandler(ushort protocol, ReadOnlySpan<byte> packet);
