namespace Workers.Hosting;

/// <summary>The handlers that come with the runtime.</summary>
public enum HandlerKind
{
    /// <summary>Runs a program: the input on standard input, the output from standard output.</summary>
    Command,

    /// <summary>Posts the input to a URL: the output is the response.</summary>
    Http,
}
