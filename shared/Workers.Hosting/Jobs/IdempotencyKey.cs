using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Workers.Hosting.Jobs;

/// <summary>Derives the name under which a job is the same job, whichever attempt or delivery it is.</summary>
internal static class IdempotencyKey
{
    public static string? Derive(JobEnvelope envelope)
    {
        if (envelope.Execution is null || envelope.State is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        AppendNetstring(buffer, envelope.Execution);
        AppendNetstring(buffer, envelope.State);
        AppendNetstring(buffer, envelope.Entered);
        AppendNetstring(buffer, envelope.MapPath);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    // Lengths in front keep ("ab", "c") and ("a", "bc") apart.
    private static void AppendNetstring(ArrayBufferWriter<byte> buffer, string? value)
    {
        var text = value ?? "";
        Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(text)}:", buffer);
        Encoding.UTF8.GetBytes(text, buffer);
        buffer.Write(","u8);
    }
}
