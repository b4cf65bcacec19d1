using System.Diagnostics;
using System.Threading.Channels;

namespace Workers.Hosting.Tests.Support;

/// <summary>Waits for what has to happen by itself; a test fails rather than hangs.</summary>
internal static class Soon
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task Within(Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task<T> Within<T>(Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>For what nothing tells of: asks until it holds.</summary>
    public static async Task UntilAsync(Func<bool> isTrue)
    {
        var waiting = Stopwatch.StartNew();
        while (!isTrue())
        {
            Assert.True(waiting.Elapsed < Patience, $"It did not come to hold within {Patience}.");
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    public static Task<T> Next<T>(Channel<T> channel) => Within(channel.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask());
}
