namespace Workers.Emulator.StatesLanguage;

/// <summary>The language in which a state says which data it means.</summary>
internal enum QueryLanguage
{
    JsonPath,
    Jsonata,
}
