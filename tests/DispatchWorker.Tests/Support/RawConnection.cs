using System.Net.Sockets;
using System.Text;

namespace DispatchWorker.Tests.Support;

/// <summary>A connection on which a client can say what no well-behaved one says.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, PushBench.Stop);
        return connection;
    }

    /// <summary>Whether something has come back, or the server has gone.</summary>
    public bool HasAnswer => _client.Client.Poll(0, SelectMode.SelectRead);

    /// <summary>Sends bytes as they are.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _client.GetStream().WriteAsync(bytes, PushBench.Stop);

    /// <summary>Sends text as it is.</summary>
    public ValueTask SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Reads what comes next: at least the first line of an answer.</summary>
    public async Task<string> ReadAsync()
    {
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        while (!answer.ToString().Contains("\r\n", StringComparison.Ordinal))
        {
            var count = await _client.GetStream().ReadAsync(buffer, PushBench.Stop);
            if (count == 0)
            {
                break;
            }

            answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }

    /// <summary>Reads all that comes until the server ends the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.ASCII);
        return await reader.ReadToEndAsync(PushBench.Stop);
    }

    public void Dispose() => _client.Dispose();
}
