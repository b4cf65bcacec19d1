using Workers.Hosting.Tests.Support;

namespace Definitions.Tests.Moto;

/// <summary>
/// The server that the definitions run on: the one that the variable <c>MOTO_ENDPOINT</c> names, for example a moto with additions, else
/// moto as it is, started here.
/// </summary>
public sealed class MotoEndpoint : IAsyncLifetime
{
    private readonly string? _given = Environment.GetEnvironmentVariable("MOTO_ENDPOINT") is { Length: > 0 } url ? url : null;
    private readonly MotoServer _own = new();

    /// <summary>Where definitions run.</summary>
    public string Url => _given ?? _own.Url;

    /// <summary>Where moto as it is runs.</summary>
    public string PlainUrl => _own.Url;

    public ValueTask InitializeAsync() => _own.InitializeAsync();

    public ValueTask DisposeAsync() => _own.DisposeAsync();
}
