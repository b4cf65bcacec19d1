using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RunOnceWorker.Handlers;
using RunOnceWorker.Ledger;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace RunOnceWorker.Tests;

public sealed class PostToLedgerTests : IAsyncDisposable
{
    private static readonly Posting Posting = new()
    {
        ClaimId = "c1",
        Amount = 250,
        Currency = "EUR",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("ledger").FullName;
    private readonly WorkerApplication _worker;

    public PostToLedgerTests()
    {
        var builder = WorkerHost.CreateBuilder([$"--Store:Path={Path.Combine(_folder, "ledger.db")}", "--Store:Kind=Sqlite"]);
        builder.AddRecordStore();
        builder.Services.AddSingleton<LedgerBook>();
        builder.RunOnce<PostToLedger, Posting, LedgerEntry>("post-to-ledger", LedgerJson.Default.Posting, LedgerJson.Default.LedgerEntry);
        _worker = builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task HandleAsync_NewClaim_PostsBothSides()
    {
        var entry = await PostAsync(Posting);

        Assert.Equal(("claim-c1", "claims-expense", "passengers-payable", 250), (entry.EntryId, entry.Debit, entry.Credit, entry.Amount));
    }

    [Fact]
    public async Task HandleAsync_TheSameAgain_AnswersTheStandingEntry() =>
        Assert.Equal(await PostAsync(Posting), await PostAsync(Posting));

    [Fact]
    public async Task HandleAsync_AnotherAmount_FailsByNameAndLeavesTheEntry()
    {
        await PostAsync(Posting);

        var exception = await Assert.ThrowsAsync<JobFailedException>(() => PostAsync(Posting with { Amount = 400 }));

        Assert.Equal("Ledger.AlreadyPosted", exception.Error);
        Assert.Equal(250, (await PostAsync(Posting)).Amount);
    }

    [Theory]
    [InlineData("", 250, "EUR")]
    [InlineData("c1", 0, "EUR")]
    [InlineData("c1", -1, "EUR")]
    [InlineData("c1", 250, "EURO")]
    public async Task HandleAsync_NoPosting_FailsByName(string claim, int amount, string currency)
    {
        var posting = new Posting
        {
            ClaimId = claim,
            Amount = amount,
            Currency = currency,
        };

        var exception = await Assert.ThrowsAsync<JobFailedException>(() => PostAsync(posting));

        Assert.Equal("Ledger.InvalidPosting", exception.Error);
    }

    private async Task<LedgerEntry> PostAsync(Posting posting)
    {
        var store = _worker.Services.GetRequiredService<IRecordStore>();
        var context = new JobContext
        {
            JobId = "j1",
            SourceName = "post-to-ledger",
            Envelope = JobEnvelope.Parse(Encoding.UTF8.GetBytes("{}")),
        };
        return await new PostToLedger(new LedgerBook(store)).HandleAsync(posting, context, TestContext.Current.CancellationToken);
    }
}
