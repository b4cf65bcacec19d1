using System.Security.Cryptography;
using System.Text;
using CallbackWorker.Claims;
using CallbackWorker.Handlers;
using Workers.Hosting;

namespace CallbackWorker.Tests;

public sealed class WriteLetterTests
{
    private static readonly Appraisal Payable = new()
    {
        ClaimId = "FD-1",
        Payable = true,
        Amount = 250,
        Currency = "USD",
        Reason = "it arrived 95 minutes late",
        Date = "2001/01/05 08:00",
        From = "Los Angeles International, Los Angeles (LAX)",
        To = "Nashville International, Nashville (BNA)",
    };

    private static readonly Appraisal Refused = Payable with { Payable = false, Amount = 0, Reason = "it arrived on time" };

    [Fact]
    public async Task A_payable_claim_is_told_its_amount_flight_and_reason()
    {
        var letter = await WriteAsync(Payable);

        Assert.Equal("FD-1", letter.ClaimId);
        Assert.Equal("Your claim FD-1: we pay", letter.Subject);
        Assert.Contains("pay you 250 USD", letter.Text, StringComparison.Ordinal);
        Assert.Contains("it arrived 95 minutes late", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"2001/01/05 08:00 from {Payable.From} to {Payable.To}", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_claim_is_told_why_and_no_amount()
    {
        var letter = await WriteAsync(Refused);

        Assert.Equal("Your claim FD-1: we cannot pay", letter.Subject);
        Assert.Contains("it arrived on time", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("USD", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hash_is_of_the_text()
    {
        var letter = await WriteAsync(Payable);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(letter.Text))), letter.Sha256);
    }

    [Fact]
    public async Task A_second_delivery_of_the_job_writes_the_same_letter()
    {
        var first = await WriteAsync(Payable, messageId: "m-1", attempt: 0);
        var second = await WriteAsync(Payable, messageId: "m-2", attempt: 1);

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, -5)]
    [InlineData(false, 75)]
    public async Task An_appraisal_that_contradicts_itself_fails_by_name(bool payable, int amount)
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => WriteAsync(Payable with { Payable = payable, Amount = amount }));

        Assert.Equal("Letter.InvalidAppraisal", failure.Error);
        Assert.Contains($"amount is {amount}", failure.Cause, StringComparison.Ordinal);
    }

    private static Task<Letter> WriteAsync(Appraisal appraisal, string messageId = "m-1", int attempt = 0)
    {
        var context = new JobContext
        {
            JobId = messageId,
            MessageId = messageId,
            SourceName = "write-letter",
            Envelope = new JobEnvelope
            {
                Execution = "arn:aws:states:us-east-1:000000000000:execution:claims:FD-1",
                State = "WriteLetter",
                Entered = "2001-01-01T06:55:00.000Z",
                Attempt = attempt,
            },
        };
        return new WriteLetter().HandleAsync(appraisal, context, TestContext.Current.CancellationToken);
    }
}
