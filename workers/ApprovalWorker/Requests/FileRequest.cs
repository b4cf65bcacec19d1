using System.Text.Json;
using ApprovalWorker.Notifications;
using ApprovalWorker.Scheduling;
using ApprovalWorker.Settings;
using Microsoft.Extensions.Logging;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace ApprovalWorker.Requests;

/// <summary>
/// Files a task as a request. The task is taken over: its token waits in the store for a decision, for days if need be, and no worker has to
/// live that long.
/// </summary>
internal sealed partial class FileRequest(
    RequestStore store,
    StoreGate gate,
    NoticeFactory notices,
    SweepSignal signal,
    ApprovalSettings settings,
    TimeProvider time,
    ILogger<FileRequest> logger
) : IJobHandler<JsonElement, JsonElement>
{
    /// <summary>The input asks for something that no request can have.</summary>
    public const string InvalidRequest = "Approval.InvalidRequest";

    /// <summary>The request could not be stored; the state's Retrier asks again.</summary>
    public const string StoreUnavailable = "Approval.StoreUnavailable";

    private const int MaxTitle = 200;
    private const int MaxRequester = 320;
    private const int StoreAttempts = 3;
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<JsonElement> HandleAsync(JsonElement input, JobContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var fresh = new ApprovalRequest
        {
            Id = context.IdempotencyKey is { } key ? key[..32] : Guid.NewGuid().ToString("N"),
            TaskToken = context.TakeOver(),
            Title = Title(input, context),
            Execution = context.Envelope.Execution,
            State = context.Envelope.State,
            TraceParent = JobTrace.Current ?? context.Envelope.TraceParent,
            Requester = Requester(input),
            RequestedAt = now,
            ExpiresAt = now + ApprovalSettings.WorkerExpiry(Expiry(input)),
            NextReminder = settings.Reminder is { } reminder ? now + reminder : null,
        };
        fresh = notices.Add(fresh, NoticeKind.Requested, now).With(new HistoryEntry(now, "Requested"));

        await SaveAsync(fresh, context, cancellationToken);
        LogFiled(fresh.Id, fresh.ExpiresAt);
        signal.Wake();
        return default;
    }

    private async Task SaveAsync(ApprovalRequest fresh, JobContext context, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.SaveInputAsync(fresh.Id, context.Envelope.Input, fresh.ExpiresAt, cancellationToken);
                await store.UpdateAsync(fresh.Id, latest => Merge(latest, fresh), cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                gate.Failed(exception);
                if (attempt == StoreAttempts)
                {
                    throw new JobFailedException(StoreUnavailable, "The request could not be stored and is asked for again.", exception);
                }

                LogStoreFailed(attempt, exception.Message);
            }

            await Task.Delay(StorePause * attempt, time, cancellationToken);
        }
    }

    /// <summary>Brings a task together with what an earlier attempt of the same state has left.</summary>
    internal static ApprovalRequest? Merge(ApprovalRequest? latest, ApprovalRequest fresh)
    {
        if (latest is null)
        {
            return fresh;
        }

        // A write that failed had gone through after all.
        if (latest.TaskToken == fresh.TaskToken)
        {
            return null;
        }

        // It is decided or expired, and Step Functions never heard of it: the new attempt gets that answer, and nobody is asked twice.
        if (latest.Status is not RequestStatus.Pending && latest.Delivery?.State is not DeliveryState.Delivered)
        {
            return (
                latest with
                {
                    TaskToken = fresh.TaskToken,
                    Delivery = new Delivery { NextAt = fresh.RequestedAt },
                }
            ).With(new HistoryEntry(fresh.RequestedAt, "The state asked again; it gets what was decided"));
        }

        // The same request with a new token. What people were told of its expiry stands.
        if (latest.Status is RequestStatus.Pending)
        {
            return latest with { TaskToken = fresh.TaskToken };
        }

        // Decided or expired, and the state machine wants to know again.
        return fresh with
        {
            Links = [.. latest.Links, .. fresh.Links],
            History = [.. latest.History, new HistoryEntry(fresh.RequestedAt, "Requested again")],
        };
    }

    private static string Title(JsonElement input, JobContext context)
    {
        var title =
            input.ValueKind is JsonValueKind.Object
            && input.TryGetProperty("title", out var given)
            && given.ValueKind is JsonValueKind.String
                ? given.GetString()!.Trim()
                : "";
        if (title.Length == 0)
        {
            title = context.Envelope.State ?? "Approval request";
        }

        return title.Length <= MaxTitle ? title : title[..(char.IsHighSurrogate(title[MaxTitle - 1]) ? MaxTitle - 1 : MaxTitle)];
    }

    private static string? Requester(JsonElement input)
    {
        if (input.ValueKind is not JsonValueKind.Object || !input.TryGetProperty("requester", out var given))
        {
            return null;
        }

        // Who asks may matter for who decides: what cannot be read is not passed over.
        return given.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String when given.GetString()!.Trim() is { Length: <= MaxRequester } text => text.Length == 0 ? null : text,
            _ => throw new JobFailedException(
                InvalidRequest,
                $"requester must be a text of at most {MaxRequester} characters: the e-mail address or the subject of whoever asks."
            ),
        };
    }

    private TimeSpan Expiry(JsonElement input)
    {
        if (input.ValueKind is not JsonValueKind.Object || !input.TryGetProperty("expiresInSeconds", out var given))
        {
            return settings.Expiry;
        }

        return given.ValueKind is JsonValueKind.Number && given.TryGetInt64(out var seconds) && seconds is >= 1 and <= 99_999_999
            ? TimeSpan.FromSeconds(seconds)
            : throw new JobFailedException(
                InvalidRequest,
                $"expiresInSeconds is {given.GetRawText()}: it must be a whole number from 1 to 99,999,999, the state's TimeoutSeconds."
            )
            {
                LoggedCause = "expiresInSeconds must be a whole number from 1 to 99,999,999, the state's TimeoutSeconds.",
            };
    }

    [LoggerMessage(LogLevel.Information, "Request {Id} waits for a decision until {ExpiresAt:u}")]
    private partial void LogFiled(string id, DateTimeOffset expiresAt);

    [LoggerMessage(LogLevel.Warning, "A request could not be stored (attempt {Attempt}): {Reason}")]
    private partial void LogStoreFailed(int attempt, string reason);
}
