using System.Text;
using System.Text.Json;
using CallbackWorker.Claims;
using CallbackWorker.Handlers;
using Workers.Hosting;

namespace CallbackWorker.Tests;

public sealed class TellCustomerDeskTests
{
    private static readonly Settlement Paid = new()
    {
        ClaimId = "c1",
        Payable = true,
        Amount = 250,
        Currency = "EUR",
        Reason = "the delay was 190 minutes",
    };

    [Fact]
    public async Task HandleAsync_Paid_TellsTheAmount()
    {
        var note = await TellAsync(Paid);

        Assert.Equal("Claim c1: 250 EUR are on their way (the delay was 190 minutes)", note.Headline);
        Assert.False(note.ExpectCall);
    }

    [Fact]
    public async Task HandleAsync_NotPaid_PutsTheNoteOnTop()
    {
        var note = await TellAsync(Paid with { Payable = false, Amount = 0, Reason = "the delay was 20 minutes" });

        Assert.Equal("Claim c1: nothing is paid (the delay was 20 minutes)", note.Headline);
        Assert.True(note.ExpectCall);
    }

    [Fact]
    public async Task HandleAsync_TheSameJobAgain_IsTheSameNote()
    {
        Assert.Equal((await TellAsync(Paid, receive: 1)).NoteId, (await TellAsync(Paid, receive: 2)).NoteId);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 100)]
    public async Task HandleAsync_Contradiction_FailsByName(bool payable, int amount)
    {
        var exception = await Assert.ThrowsAsync<JobFailedException>(() => TellAsync(Paid with { Payable = payable, Amount = amount }));

        Assert.Equal("Desk.InvalidSettlement", exception.Error);
    }

    private static Task<DeskNote> TellAsync(Settlement settlement, int receive = 1)
    {
        var input = JsonSerializer.Serialize(settlement, ClaimsJson.Default.Settlement);
        var context = new JobContext
        {
            JobId = $"delivery-{receive}",
            SourceName = TellCustomerDesk.Queue,
            ReceiveCount = receive,
            Envelope = JobEnvelope.Parse(Encoding.UTF8.GetBytes($$"""{"job":{"execution":"e1","state":"TellDesk"},"input":{{input}}}""")),
        };
        return new TellCustomerDesk().HandleAsync(settlement, context, TestContext.Current.CancellationToken);
    }
}
