namespace Patterns.Tests.Contract;

/// <summary>Says which definition a row of the matrix is about.</summary>
/// <param name="definition">Its path below terraform/patterns, with <c>/</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PatternAttribute(string definition) : Attribute
{
    /// <summary>The definition's path below terraform/patterns.</summary>
    public string Definition => definition;
}
