using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.S3;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>Writes the results of a map run to a bucket, in the files that Step Functions writes.</summary>
/// <param name="writer">What and how.</param>
/// <param name="parameters">The writer's evaluated parameters.</param>
/// <param name="buckets">Where.</param>
internal sealed class ResultExport(ResultWriter writer, JsonElement parameters, BucketFolder buckets)
{
    private const string PutObject = "arn:aws:states:::s3:putObject";

    private static readonly string[] Statuses = ["FAILED", "PENDING", "SUCCEEDED"];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string _bucket = "";
    private string _prefix = "";

    /// <summary>Makes sure that there is a bucket to write to: Step Functions, too, finds out before it starts a child.</summary>
    /// <exception cref="ResultWriterException">There is none.</exception>
    public void Prepare()
    {
        if (writer.Resource != PutObject)
        {
            throw new ResultWriterException($"The emulator writes results by {PutObject}, not by {writer.Resource}.");
        }

        Guard(() =>
        {
            _bucket = parameters.Text("Bucket") ?? throw new ResultWriterException("The ResultWriter gives no Bucket.");
            _prefix = (parameters.Text("Prefix") ?? "").Trim('/');
            buckets.Bucket(_bucket);
        });
    }

    /// <summary>Writes all files, and returns what the state puts out instead of the results.</summary>
    /// <exception cref="ResultWriterException">They cannot be written.</exception>
    public JsonElement Write(MapRun run)
    {
        var folder = string.Join('/', new[] { _prefix, run.Arn.Split(':')[^1] }.Where(part => part.Length > 0));
        var manifest = $"{folder}/manifest.json";
        Guard(() =>
        {
            var files = Statuses.ToDictionary(
                status => status,
                status => WriteFile(folder, status, [.. run.Entries.Where(entry => StatusOf(entry) == status)])
            );
            buckets.Write(_bucket, manifest, Render(json => WriteManifest(json, run, files)));
        });
        return Json.Build(
            (run.Arn, _bucket, manifest),
            static (json, state) =>
            {
                json.WriteStartObject();
                json.WriteString("MapRunArn"u8, state.Arn);
                json.WriteStartObject("ResultWriterDetails"u8);
                json.WriteString("Bucket"u8, state._bucket);
                json.WriteString("Key"u8, state.manifest);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );
    }

    private static string StatusOf(MapRunEntry entry) =>
        entry.Child?.Status switch
        {
            null => "PENDING",
            ExecutionStatus.SUCCEEDED => "SUCCEEDED",
            _ => "FAILED",
        };

    private (string Key, int Size)? WriteFile(string folder, string status, MapRunEntry[] entries)
    {
        if (entries.Length == 0)
        {
            return null;
        }

        var results = entries.SelectMany(entry => ResultShape.Of(entry, writer.Transformation ?? "NONE"));
        var body = writer.WritesLines
            ? Encoding.UTF8.GetBytes(string.Concat(results.Select(result => $"{Json.ToText(result)}\n")))
            : Json.FromArray([.. results]).ToUtf8();
        var key = $"{folder}/{status}_0.{(writer.WritesLines ? "jsonl" : "json")}";
        buckets.Write(_bucket, key, body);
        return (key, body.Length);
    }

    private void WriteManifest(Utf8JsonWriter json, MapRun run, Dictionary<string, (string Key, int Size)?> files)
    {
        json.WriteStartObject();
        json.WriteString("DestinationBucket"u8, _bucket);
        json.WriteString("MapRunArn"u8, run.Arn);
        json.WriteStartObject("ResultFiles"u8);
        foreach (var (status, file) in files)
        {
            json.WriteStartArray(status);
            if (file is var (key, size))
            {
                json.WriteStartObject();
                json.WriteString("Key"u8, key);
                json.WriteNumber("Size"u8, size);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Render(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (S3Exception error)
        {
            throw new ResultWriterException(error.Message);
        }
        catch (AwsErrorException error)
        {
            throw new ResultWriterException(error.Message);
        }
    }
}

/// <summary>The results of a distributed Map cannot be written: its state fails by <c>States.ResultWriterFailed</c>.</summary>
internal sealed class ResultWriterException(string message) : Exception(message);
