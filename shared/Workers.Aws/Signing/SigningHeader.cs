namespace Workers.Aws.Signing;

/// <summary>A header that is signed.</summary>
/// <param name="Name">Its name in lower case.</param>
/// <param name="Value">Its value as it is sent.</param>
internal readonly record struct SigningHeader(string Name, string Value);
