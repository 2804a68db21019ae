namespace Concentrator.DataPlane.Paths;

/// <summary>A session whose frames can pass through this process.</summary>
internal interface IUserSpaceSession
{
    /// <summary>Its path here; from now on they do.</summary>
    SessionPath InUserSpace();
}
