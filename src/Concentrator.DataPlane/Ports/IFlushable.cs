namespace Concentrator.DataPlane.Ports;

/// <summary>Holds packets back until the loop that made them has finished its batch.</summary>
internal interface IFlushable
{
    void Flush();
}
