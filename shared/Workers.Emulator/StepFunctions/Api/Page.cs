using System.Text;
using System.Text.Json;

namespace Workers.Emulator.StepFunctions;

/// <summary>A page of a list: how many items, and after which one it starts.</summary>
internal readonly record struct Page(int Size, int Start)
{
    /// <summary>Writes the page's items, each into an object of its own, and the token of the next page, if there is one.</summary>
    public void Write<T>(Utf8JsonWriter response, string listMember, IReadOnlyCollection<T> all, Action<Utf8JsonWriter, T> write)
    {
        response.WriteStartArray(listMember);
        foreach (var item in all.Skip(Start).Take(Size))
        {
            response.WriteStartObject();
            write(response, item);
            response.WriteEndObject();
        }

        response.WriteEndArray();
        WriteNextToken(response, all.Count);
    }

    /// <summary>Writes the token of the next page, if there is one.</summary>
    public void WriteNextToken(Utf8JsonWriter response, int total)
    {
        if (Start + Size < total)
        {
            response.WriteString("nextToken", Convert.ToBase64String(Encoding.ASCII.GetBytes($"page:{Start + Size}")));
        }
    }
}
