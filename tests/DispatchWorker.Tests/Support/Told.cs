using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace DispatchWorker.Tests.Support;

/// <summary>Everything that left the dispatchers for anybody but the vault and Step Functions' own task calls.</summary>
internal sealed class Told
{
    private readonly ConcurrentQueue<string> _texts = new();

    /// <summary>Notes something that was sent, or answered.</summary>
    public void Add(string text) => _texts.Enqueue(text);

    /// <summary>Notes a request, with all its headers and its body.</summary>
    public async Task AddAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{request.RequestUri} {request.Headers}");
        if (request.Content is { } content)
        {
            text.Append(content.Headers).Append(await content.ReadAsStringAsync(cancellationToken));
        }

        Add(text.ToString());
    }

    /// <summary>That a secret is in none of it, however it was escaped.</summary>
    public void AssertIsNowhere(string secret)
    {
        var piece = LongestPiece(secret);
        Assert.DoesNotContain(_texts, text => text.Contains(piece, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A part of a secret that no escaping of JSON, URLs or headers changes.</summary>
    public static string LongestPiece(string secret)
    {
        var piece = secret.Split('+', '/', '=', '-', '_', '.', '~', ':').MaxBy(piece => piece.Length)!;
        Assert.True(piece.Length >= 6);
        return piece;
    }
}
