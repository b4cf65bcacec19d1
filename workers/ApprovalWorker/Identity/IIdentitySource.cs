using Microsoft.AspNetCore.Http;

namespace ApprovalWorker.Identity;

/// <summary>Tells who sends a request.</summary>
internal interface IIdentitySource
{
    /// <summary>Finds out who it is.</summary>
    /// <returns>The person, or <see langword="null"/> when the request does not prove who it comes from.</returns>
    ValueTask<Person?> IdentifyAsync(HttpContext context);

    /// <summary>Where the person is, for the audit trail.</summary>
    string AddressOf(HttpContext context);
}

/// <summary>Everybody is one configured person; only ever on the loopback address.</summary>
internal sealed class DevelopmentIdentity(string user) : IIdentitySource
{
    private readonly Person _person = new(user) { Subject = user, Email = user.Contains('@', StringComparison.Ordinal) ? user : null };

    /// <inheritdoc/>
    public ValueTask<Person?> IdentifyAsync(HttpContext context) => new(_person);

    /// <inheritdoc/>
    public string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
