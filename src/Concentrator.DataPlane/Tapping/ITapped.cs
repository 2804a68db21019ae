namespace Concentrator.DataPlane.Tapping;

/// <summary>Where a tap can be put.</summary>
public interface ITapped
{
    /// <summary>Gets copies of what passes here; null for none.</summary>
    IPacketTap? Tap { get; set; }
}
