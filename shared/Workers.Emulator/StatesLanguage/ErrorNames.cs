namespace Workers.Emulator.StatesLanguage;

/// <summary>The error names that the Amazon States Language reserves.</summary>
internal static class ErrorNames
{
    public const string All = "States.ALL";
    public const string DataLimitExceeded = "States.DataLimitExceeded";
    public const string HeartbeatTimeout = "States.HeartbeatTimeout";
    public const string ReferencePathConflict = "States.ReferencePathConflict";
    public const string ItemReaderFailed = "States.ItemReaderFailed";
    public const string ResultWriterFailed = "States.ResultWriterFailed";
    public const string QueryEvaluationError = "States.QueryEvaluationError";
    public const string ResultPathMatchFailure = "States.ResultPathMatchFailure";
    public const string Runtime = "States.Runtime";
    public const string TaskFailed = "States.TaskFailed";
    public const string Timeout = "States.Timeout";
}
