using System.Security.Cryptography;
using System.Text;

namespace Workers.Emulator.StatesLanguage;

/// <summary>The hashes of States.Hash and JSONata's $hash.</summary>
internal static class Digest
{
    /// <summary>The hash of a text in hexadecimal; <see langword="null"/> for an algorithm that the Amazon States Language does not have.</summary>
    public static string? Of(string text, string algorithm)
    {
        var data = Encoding.UTF8.GetBytes(text);
        var hash = algorithm switch
        {
#pragma warning disable CA5350, CA5351 // The Amazon States Language offers these algorithms too; nothing is protected by them here.
            "MD5" => MD5.HashData(data),
            "SHA-1" => SHA1.HashData(data),
#pragma warning restore CA5350, CA5351
            "SHA-256" => SHA256.HashData(data),
            "SHA-384" => SHA384.HashData(data),
            "SHA-512" => SHA512.HashData(data),
            _ => null,
        };
        return hash is null ? null : Convert.ToHexStringLower(hash);
    }
}
