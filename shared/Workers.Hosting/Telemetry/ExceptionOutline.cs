using System.Diagnostics;
using System.Text;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// What logs and spans get in an exception's place: the types and stacks of the whole chain, without the messages, which may quote the job's input
/// ("The input string 'DE89…' was not in a correct format").
/// </summary>
#pragma warning disable CA1064 // It is never thrown: loggers take exceptions.
internal sealed class ExceptionOutline : Exception
#pragma warning restore CA1064
{
    private readonly string _text;

    private ExceptionOutline(Exception exception)
        : base(NameOf(exception))
    {
        StackTrace = exception.StackTrace;
        _text = Write(new StringBuilder(), exception).ToString();
    }

    /// <summary>The original's stack.</summary>
    public override string? StackTrace { get; }

    /// <summary>The outline of an exception, or the exception itself where messages are wanted.</summary>
    public static Exception? Of(Exception? exception, bool withMessages) =>
        exception is null || withMessages ? exception : new ExceptionOutline(exception);

    /// <summary>Adds the outline, or the exception itself, to a span.</summary>
    public static void AddTo(Activity? span, Exception exception, bool withMessages)
    {
        if (withMessages)
        {
            span?.AddException(exception);
            return;
        }

        span?.AddEvent(
            new ActivityEvent(
                "exception",
                tags: new ActivityTagsCollection
                {
                    ["exception.type"] = NameOf(exception),
                    ["exception.stacktrace"] = new ExceptionOutline(exception).ToString(),
                }
            )
        );
    }

    /// <summary>As <see cref="Exception.ToString"/> writes it, without the messages.</summary>
    public override string ToString() => _text;

    private static StringBuilder Write(StringBuilder text, Exception exception)
    {
        text.Append(NameOf(exception));
        IEnumerable<Exception> inner =
            exception is AggregateException aggregate ? aggregate.InnerExceptions
            : exception.InnerException is { } only ? [only]
            : [];
        foreach (var cause in inner)
        {
            text.AppendLine().Append(" ---> ");
            Write(text, cause).AppendLine().Append("   --- End of inner exception stack trace ---");
        }

        return exception.StackTrace is { } stack ? text.AppendLine().Append(stack) : text;
    }

    private static string NameOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;
}
