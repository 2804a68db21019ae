namespace Concentrator.Protocol.L2tp;

/// <summary>The value of an AVP that says all by being there, as Sequencing Required.</summary>
public readonly record struct Empty;
