using System.Net.Http.Headers;
using System.Text;

namespace LocalFleet.Provisioning;

/// <summary>
/// Creates the rule that takes the customer desk's events to its queue. The fleet's own client puts events and makes no rules, which is
/// Terraform's business; the emulator takes the request unsigned.
/// </summary>
internal sealed class EventRule(HttpClient emulator)
{
    /// <summary>What the rule matches on, beside the source.</summary>
    public const string DetailType = "Claim Settled";

    private const string Name = "tell-customer-desk";

    /// <summary>Creates the rule and its target.</summary>
    /// <exception cref="FleetException">The emulator refuses it.</exception>
    public async Task CreateAsync(string queueArn, CancellationToken cancellationToken)
    {
        await CallAsync(
            "PutRule",
            $$"""{"Name":"{{Name}}","EventPattern":"{\"source\":[\"{{FleetNames.EventSource}}\"],\"detail-type\":[\"{{DetailType}}\"]}"}""",
            cancellationToken
        );
        await CallAsync(
            "PutTargets",
            $$"""{"Rule":"{{Name}}","Targets":[{"Id":"queue","Arn":"{{queueArn}}","InputPath":"$.detail"}]}""",
            cancellationToken
        );
    }

    private async Task CallAsync(string operation, string body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        content.Headers.Add("X-Amz-Target", $"AWSEvents.{operation}");
        using var response = await emulator.PostAsync(new Uri("/", UriKind.Relative), content, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new FleetException($"{operation} was refused: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
