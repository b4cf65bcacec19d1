using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace Workers.Aws.Credentials;

/// <summary>Finds credentials and tells when they expire.</summary>
internal interface ICredentialsProvider : IDisposable
{
    Task<(ImmutableCredentials Credentials, DateTimeOffset? Expiration)> ResolveAsync();

    /// <summary>Gives up credentials that AWS refused as expired.</summary>
    void Refuse();
}

/// <summary>AWSSDK.Core's credentials: the given ones, a named profile's, or those of the default chain.</summary>
internal sealed class CredentialsProvider(AwsClientOptions options) : ICredentialsProvider
{
    private const DynamicallyAccessedMemberTypes ByReflection =
        DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicProperties
        | DynamicallyAccessedMemberTypes.PublicMethods;

    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();
    private readonly AmazonSecurityTokenServiceConfig? _profile = options.Profile is { Length: > 0 } name
        ? new() { Profile = new Profile(name) }
        : null;
    private volatile AWSCredentials? _last;

    // AWSSDK.Core finds these clients by name when a profile needs them (assume-role, web identity, SSO): a trimmed build must keep them.
    // Its registry for trimmed builds would be no help: a client registered there ignores the source profile of an assume-role profile.
    [DynamicDependency(ByReflection, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(ByReflection, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(ByReflection, typeof(AmazonSSOClient))]
    [DynamicDependency(ByReflection, typeof(AmazonSSOConfig))]
    [DynamicDependency(ByReflection, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(ByReflection, typeof(AmazonSSOOIDCConfig))]
    public async Task<(ImmutableCredentials Credentials, DateTimeOffset? Expiration)> ResolveAsync()
    {
        var source = options.Credentials ?? await _chain.ResolveIdentityAsync(_profile, CancellationToken.None);
        _last = source;
        var credentials = await source.GetCredentialsAsync();
        return (credentials, source.Expiration is { } expiration ? new DateTimeOffset(expiration.ToUniversalTime()) : null);
    }

    public void Refuse()
    {
        if (_last is RefreshingAWSCredentials refreshing)
        {
            refreshing.ClearCredentials();
        }
    }

    public void Dispose() => _chain.Dispose();
}
