using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ApprovalWorker.Tests.Browser;

/// <summary>
/// A real Chromium, driven over its DevTools protocol by the keyboard alone. The protocol needs nothing but a web socket; Playwright's
/// package brings 786 MB for the same few calls.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls = new();
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource _loaded = NewSignal();
    private string? _session;
    private int _lastCall;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Where Chromium is, or <see langword="null"/>.</summary>
    public static string? Path { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Starts Chromium with one page, on which scripts are off.</summary>
    public static async Task<Chromium> StartAsync(bool dark = false)
    {
        var profile = Directory.CreateTempSubdirectory("approval-chromium").FullName;
        string[] arguments =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            $"--user-data-dir={profile}",
            "about:blank",
        ];
        var process = Process.Start(
            new ProcessStartInfo(Path!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        var browser = new Chromium(process, profile);
        await browser.ConnectAsync(dark);
        return browser;
    }

    /// <summary>Opens an address.</summary>
    public async Task OpenAsync(string url)
    {
        _loaded = NewSignal();
        await CallAsync("Page.navigate", new JsonObject { ["url"] = url });
        await _loaded.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Presses a key, and waits for the page to which that leads, if it is to lead to one.</summary>
    public async Task PressAsync(string key, int code, bool leads = false, string? text = null)
    {
        _loaded = NewSignal();
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            var press = new JsonObject
            {
                ["type"] = type,
                ["key"] = key,
                ["code"] = key,
                ["windowsVirtualKeyCode"] = code,
            };
            if (text is not null && type == "keyDown")
            {
                press["text"] = text;
            }

            await CallAsync("Input.dispatchKeyEvent", press);
        }

        if (leads)
        {
            await _loaded.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Presses Tab until what has the focus is called by this name.</summary>
    public async Task TabToAsync(string name)
    {
        var passed = new List<string>();
        for (var presses = 0; presses < 30; presses++)
        {
            await PressAsync("Tab", 9);
            passed.Add(await FocusedNameAsync());
            if (passed[^1] == name)
            {
                return;
            }
        }

        Assert.Fail($"Tab never came to '{name}', but to: {string.Join(", ", passed)}");
    }

    public Task EnterAsync() => PressAsync("Enter", 13, leads: true, text: "\r");

    public Task TypeAsync(string text) => CallAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>The accessible names of everything of a role, as a screen reader tells them.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string role)
    {
        var tree = await CallAsync("Accessibility.getFullAXTree", []);
        return
        [
            .. tree["nodes"]!
                .AsArray()
                .Where(node => (string?)node!["role"]?["value"] == role && (bool?)node["ignored"] != true)
                .Select(node => (string?)node!["name"]?["value"] ?? ""),
        ];
    }

    /// <summary>The text that is shown.</summary>
    public Task<string> TextAsync() => ValueAsync("document.body.innerText");

    /// <summary>Takes a picture of the page in a window of this size.</summary>
    public async Task<byte[]> ScreenshotAsync(int width, int height)
    {
        await CallAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject
            {
                ["width"] = width,
                ["height"] = height,
                ["deviceScaleFactor"] = 1,
                ["mobile"] = false,
            }
        );
        var picture = await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" });
        return Convert.FromBase64String((string)picture["data"]!);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _end.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task<string> FocusedNameAsync()
    {
        var tree = await CallAsync("Accessibility.getFullAXTree", []);
        var focused = tree["nodes"]!
            .AsArray()
            .LastOrDefault(node =>
                node!
                    ["properties"]
                    ?.AsArray()
                    .Any(property => (string?)property!["name"] == "focused" && (bool?)property["value"]?["value"] == true)
                    is true
            );
        return (string?)focused?["name"]?["value"] ?? "";
    }

    private async Task<string> ValueAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true });
        return answer["result"]!["value"]?.ToString() ?? "";
    }

    private async Task ConnectAsync(bool dark)
    {
        const string Ready = "DevTools listening on ";
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
            Assert.True(line is not null, "Chromium ended before it was ready.");
        } while (!line.StartsWith(Ready, StringComparison.Ordinal));

        _ = _process.StandardError.ReadToEndAsync(_end.Token);
        _ = _process.StandardOutput.ReadToEndAsync(_end.Token);
        await _socket.ConnectAsync(new Uri(line[Ready.Length..]), TestContext.Current.CancellationToken);
        _ = ReceiveAsync();
        var target = await CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var attached = await CallAsync(
            "Target.attachToTarget",
            new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true }
        );
        _session = (string)attached["sessionId"]!;
        await CallAsync("Page.enable", []);
        await CallAsync("Accessibility.enable", []);
        await CallAsync("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });
        if (dark)
        {
            var feature = new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = "dark" };
            await CallAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(feature) });
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _lastCall);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        var call = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        if (_session is not null)
        {
            call["sessionId"] = _session;
        }

        var bytes = Encoding.UTF8.GetBytes(call.ToJsonString());
        await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var result = await answer.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return result["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : result["result"]!;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (!_end.IsCancellationRequested)
            {
                using var message = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                    await message.WriteAsync(buffer.AsMemory(0, part.Count), _end.Token);
                } while (!part.EndOfMessage);

                Dispatch(JsonNode.Parse(message.ToArray())!);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            foreach (var call in _calls.Values)
            {
                call.TrySetException(new InvalidOperationException("Chromium has ended.", exception));
            }
        }
    }

    private void Dispatch(JsonNode message)
    {
        if ((int?)message["id"] is { } id && _calls.TryRemove(id, out var call))
        {
            call.SetResult(message);
        }
        else if ((string?)message["method"] == "Page.loadEventFired")
        {
            _loaded.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
