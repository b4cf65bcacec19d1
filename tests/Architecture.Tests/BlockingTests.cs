using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>
/// A thread that waits for a task may be the one that the task needs. The compiler keeps product code from what BannedSymbols.Blocking.txt
/// lists: a name in it that is no member's would ban nothing, and nobody would be told.
/// </summary>
public sealed partial class BlockingTests
{
    private const string List = "BannedSymbols.Blocking.txt";

    private static readonly Type[] Waited =
    [
        typeof(Task),
        typeof(Task<>),
        typeof(ValueTask<>),
        typeof(TaskAwaiter),
        typeof(TaskAwaiter<>),
        typeof(ValueTaskAwaiter),
        typeof(ValueTaskAwaiter<>),
        typeof(ConfiguredTaskAwaitable.ConfiguredTaskAwaiter),
        typeof(ConfiguredTaskAwaitable<>.ConfiguredTaskAwaiter),
        typeof(ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter),
        typeof(ConfiguredValueTaskAwaitable<>.ConfiguredValueTaskAwaiter),
        typeof(SemaphoreSlim),
        typeof(ManualResetEventSlim),
        typeof(WaitHandle),
    ];

    [Fact]
    public void Every_way_to_wait_for_a_task_is_banned_by_the_name_that_the_compiler_knows_it_by()
    {
        var blocking = Waited.SelectMany(type =>
            type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(member => member.Name is "Result" or "Wait" or "WaitAll" or "WaitAny" or "WaitOne" or "GetResult")
                .Select(member => IdOf(type, member))
        );
        var banned = Repository.Read(List).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0]);

        Assert.Equal(blocking.Order(StringComparer.Ordinal), banned.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_product_code_blocks_on_a_task()
    {
        var props = Repository.Read("Directory.Build.props");

        Assert.Contains($"$(MSBuildThisFileDirectory){List}", props, StringComparison.Ordinal);
        var lifted = Repository
            .Files("*.cs", "shared", "workers")
            .Where(path => File.ReadAllText(path).Contains("RS0030", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository.Root, path));
        Assert.Equal(["shared/Workers.Testing/WorkflowTestHost.cs"], lifted);
    }

    private static string IdOf(Type type, MemberInfo member)
    {
        var name = $"{NameOf(type)}.{member.Name}";
        if (member is not MethodInfo method)
        {
            return $"P:{name}";
        }

        var parameters = string.Join(',', method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)));
        return parameters.Length == 0 ? $"M:{name}" : $"M:{name}({parameters})";
    }

    // As documentation comments name types.
    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[]";
        }

        if (!type.IsConstructedGenericType)
        {
            return type.FullName!.Replace('+', '.');
        }

        var arguments = string.Join(',', type.GetGenericArguments().Select(NameOf));
        return $"{Arity().Replace(type.GetGenericTypeDefinition().FullName!, "")}{{{arguments}}}";
    }

    [GeneratedRegex("`[0-9]+$")]
    private static partial Regex Arity();
}
