using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Workers.Hosting.Settings;

/// <summary>
/// Lets <c>Activities__appraise_claim__ActivityArn</c> set <c>Activities:appraise-claim:ActivityArn</c>. It stands right behind the
/// environment variables, so that the command line still wins.
/// </summary>
internal sealed class EnvironmentAliases(IDictionary environment) : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Takes over the variables of a section whose name has dashes.</summary>
    public void Add(string section)
    {
        var prefix = SettingPath.ToEnvironmentVariable(section) + "__";
        if (!section.Contains('-', StringComparison.Ordinal))
        {
            return;
        }

        foreach (DictionaryEntry variable in environment)
        {
            var name = (string)variable.Key;
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                var rest = name[prefix.Length..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
                Set(ConfigurationPath.Combine(section, rest), (string?)variable.Value);
            }
        }
    }
}
