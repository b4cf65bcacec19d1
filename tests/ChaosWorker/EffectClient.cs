using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;

namespace ChaosWorker;

/// <summary>Calls the service that honours keys.</summary>
internal sealed class EffectClient(IConfiguration configuration) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Has the effect done, once for each key. The service's address is <c>Effects:Url</c>.</summary>
    /// <exception cref="JobFailedException">The service does not do it.</exception>
    public async Task<Receipt> PostAsync(Order order, string idempotencyKey, CancellationToken cancellationToken)
    {
        var url =
            configuration["Effects:Url"]
            ?? throw new WorkerConfigurationException("Effects__Url is missing: name the address that effects are posted to.");
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = JsonContent.Create(order, ChaosJson.Default.Order),
            Headers = { { "Idempotency-Key", idempotencyKey } },
        };
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                var answer = $"The service answered {(int)response.StatusCode}";
                throw new JobFailedException("Effect.Refused", $"{answer}: {body}") { LoggedCause = answer };
            }

            return await response.Content.ReadFromJsonAsync(ChaosJson.Default.Receipt, cancellationToken)
                ?? throw new JobFailedException("Effect.NoReceipt", "The service answered without a receipt.");
        }
        catch (HttpRequestException exception)
        {
            throw new JobFailedException("Effect.NotReached", exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
