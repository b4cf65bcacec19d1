using System.ComponentModel.DataAnnotations;

namespace Workers.Hosting;

/// <summary>The settings of large payloads: section <c>Payloads</c>. Read only by a worker that called <c>AddPayloads</c>, or that runs once.</summary>
public sealed class PayloadOptions
{
    /// <summary>Where payloads are kept. Required, unless the program brings an <c>IPayloadStore</c> of its own.</summary>
    public PayloadStoreKind? Kind { get; set; }

    /// <summary>The folder. It is created when it is missing. Required for <see cref="PayloadStoreKind.Folder"/>.</summary>
    public string? Folder { get; set; }

    /// <summary>The bucket's name, in the worker's region. Required for <see cref="PayloadStoreKind.S3"/>.</summary>
    [StringLength(63, MinimumLength = 3, ErrorMessage = "must have 3 to 63 characters")]
    public string? Bucket { get; set; }

    /// <summary>
    /// What the keys of offloaded payloads begin with, before a <c>/</c>. A reference is followed only below it, and a bucket's lifecycle rule
    /// for payloads goes by it.
    /// </summary>
    /// <value>1 to 512 characters, a key by itself. Default: <c>payloads</c>.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = "is required: give what the keys of payloads begin with")]
    [StringLength(512, MinimumLength = 1, ErrorMessage = "must have 1 to 512 characters")]
    public string Prefix { get; set; } = "payloads";

    /// <summary>The largest output that is handed on as it is; a larger one goes to the store, and a reference is handed on.</summary>
    /// <value>
    /// 1,024 to 262,144 bytes of UTF-8. Default: 200,000, which leaves the rest of a state's 262,144 bytes to what else is in it.
    /// </value>
    [Range(1024, 262_144)]
    public int ThresholdBytes { get; set; } = 200_000;

    /// <summary>
    /// The largest output, and the largest sum of what one input refers to. Up to twice as much is in memory for each job.
    /// </summary>
    /// <value>262,144 to 1,073,741,824 bytes. Default: 67,108,864 (64 MiB).</value>
    [Range(262_144, 1_073_741_824)]
    public int MaxBytes { get; set; } = 67_108_864;

    /// <summary>
    /// How long a folder keeps an offloaded payload after it was written: no shorter than the longest execution that refers to it, and longer than
    /// <see cref="IdempotencyOptions.ExpiryDays"/>, because stored results refer to it. A bucket needs a lifecycle rule of that length instead.
    /// </summary>
    /// <value>1 to 366 days (an execution lives for at most a year). Default: 30.</value>
    [Range(1, 366)]
    public int ExpiryDays { get; set; } = 30;
}
