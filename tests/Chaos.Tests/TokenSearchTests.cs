using System.Buffers.Text;
using System.Security.Cryptography;
using Chaos.Verdict;

namespace Chaos.Tests;

public sealed class TokenSearchTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly string _token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(36));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{0}")]
    [InlineData("token {0}, and more")]
    [InlineData("{{\"taskToken\":\"{0}\"}}")]
    [InlineData("0{0}zz")]
    public async Task A_token_is_found_whatever_stands_around_it(string text)
    {
        var search = await SearchAsync(text.Replace("{0}", _token, StringComparison.Ordinal));

        Assert.Equal(1, search.Tokens);
        Assert.DoesNotContain(search.Found, found => found.Contains(_token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(-48)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task Token_and_secret_are_found_once_where_two_chunks_meet(int offset)
    {
        var before = new string('.', (1 << 20) + offset);

        Assert.Equal(1, (await SearchAsync($"{before}{_token}.")).Tokens);
        Assert.Equal(1, (await SearchAsync($"{before[..^3]}{ChaosNames.Secret}x1.")).Secrets);
    }

    [Fact]
    public async Task What_the_emulator_does_not_know_is_no_token_and_is_asked_for_once()
    {
        var asked = 0;
        var search = new TokenSearch(
            (_, _) =>
            {
                asked++;
                return Task.FromResult(false);
            }
        );
        await File.WriteAllTextAsync(_file, $"{_token} {_token} {new string('a', 64)}", Stop);

        await search.SearchAsync(_file, Stop);

        Assert.Equal((0, 1), (search.Tokens, asked));
        Assert.Empty(search.Found);
    }

    [Fact]
    public async Task Every_secret_is_counted()
    {
        var search = await SearchAsync($"{ChaosNames.Secret}x1 {ChaosNames.Secret}x2");

        Assert.Equal(2, search.Secrets);
        Assert.Single(search.Found);
    }

    public void Dispose() => File.Delete(_file);

    private async Task<TokenSearch> SearchAsync(string text)
    {
        var search = new TokenSearch((candidate, _) => Task.FromResult(candidate == _token));
        await File.WriteAllTextAsync(_file, text, Stop);
        await search.SearchAsync(_file, Stop);
        Assert.Equal(text.Length, search.Bytes);
        return search;
    }
}
