using ApprovalWorker.Identity;

namespace ApprovalWorker.Approvers;

/// <summary>
/// Who may decide: e-mail addresses, <c>sub:</c> and a subject, <c>group:</c> and a group. Without entries whoever is signed in may.
/// </summary>
/// <param name="entries">The entries.</param>
internal sealed class ApproverList(IReadOnlyList<string> entries)
{
    private const string SubjectPrefix = "sub:";
    private const string GroupPrefix = "group:";

    /// <summary>The entries, as they were written.</summary>
    public IReadOnlyList<string> Entries => entries;

    /// <summary>Whether whoever is signed in may decide.</summary>
    public bool IsOpen => Entries.Count == 0;

    /// <summary>Whether an entry can match anybody.</summary>
    public static bool IsEntry(string entry) =>
        ValueOf(entry, SubjectPrefix) is { } subject ? subject.Length > 0
        : ValueOf(entry, GroupPrefix) is { } group ? group.Length > 0
        : entry.IndexOf('@', StringComparison.Ordinal) > 0;

    /// <summary>The first entry that lets a person decide, or <see langword="null"/>.</summary>
    public string? EntryOf(Person person) => Entries.FirstOrDefault(entry => Matches(entry, person));

    // Subjects and groups are compared to the letter, as identity providers do; no mail system tells addresses apart by their case.
    private static bool Matches(string entry, Person person) =>
        ValueOf(entry, SubjectPrefix) is { } subject ? person.Subject == subject
        : ValueOf(entry, GroupPrefix) is { } group ? person.Groups.Contains(group, StringComparer.Ordinal)
        : entry.Equals(person.Email, StringComparison.OrdinalIgnoreCase);

    private static string? ValueOf(string entry, string prefix) =>
        entry.StartsWith(prefix, StringComparison.Ordinal) ? entry[prefix.Length..] : null;
}
