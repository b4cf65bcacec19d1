using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EndToEnd.Outages;

/// <summary>What the proxy does with the bytes that pass.</summary>
internal enum Weather
{
    Fair,

    /// <summary>Bytes arrive late.</summary>
    Slow,

    /// <summary>Nothing arrives, and nobody is told: bytes wait until the weather changes.</summary>
    Silent,

    /// <summary>Connections are reset, the open ones at once and new ones when they are made.</summary>
    Cut,
}

/// <summary>Stands between a worker and the emulator, and does to their connections what networks do.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(200);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Weather _weather;
    private byte[]? _lost;

    public FaultyProxy(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        _listener.Start();
        Address = $"http://{_listener.LocalEndpoint}";
        _accepting = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>How many answers were lost.</summary>
    public int Lost { get; private set; }

    public void Become(Weather weather)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _weather = weather;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (weather is Weather.Cut)
            {
                _sockets.ForEach(Reset);
                _sockets.Clear();
            }
        }

        changed.SetResult();
    }

    /// <summary>The next answer with this text gets lost, and its connection is reset.</summary>
    public void LoseAnswer(string text)
    {
        lock (_lock)
        {
            _lost = Encoding.ASCII.GetBytes(text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        Become(Weather.Cut);
        _listener.Dispose();
        _end.Dispose();
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_lock)
        {
            _sockets.Add(client);
            _sockets.Add(server);
        }

        try
        {
            await PassAsync();
            await server.ConnectAsync(_target, _end.Token);
            await Task.WhenAny(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The emulator is down, or the weather changed: the worker sees a reset.
        }
        finally
        {
            lock (_lock)
            {
                _sockets.Remove(client);
                _sockets.Remove(server);
            }

            Reset(client);
            Reset(server);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[65_536];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _end.Token)) > 0)
            {
                await PassAsync();
                if (isAnswer && IsLost(buffer.AsSpan(0, count)))
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side has gone, or was cut off.
        }
    }

    private async Task PassAsync()
    {
        while (true)
        {
            Weather weather;
            Task changed;
            lock (_lock)
            {
                (weather, changed) = (_weather, _changed.Task);
            }

            switch (weather)
            {
                case Weather.Cut:
                    throw new SocketException((int)SocketError.ConnectionReset);
                case Weather.Silent:
                    await changed.WaitAsync(_end.Token);
                    break;
                case Weather.Slow:
                    await Task.Delay(Lateness, TimeProvider.System, _end.Token);
                    return;
                default:
                    return;
            }
        }
    }

    private bool IsLost(ReadOnlySpan<byte> answer)
    {
        lock (_lock)
        {
            if (_lost is null || answer.IndexOf(_lost) < 0)
            {
                return false;
            }

            _lost = null;
            Lost++;
            return true;
        }
    }
}
