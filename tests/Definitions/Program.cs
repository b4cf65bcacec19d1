using Definitions;

// Without an argument the folder is found from the program's place, so that it runs from anywhere.
var patterns = args is [var given] ? given : PatternFolder.Find();
var changed = ReadmeDiagrams.UpdateAll(patterns);
Console.WriteLine(changed.Count == 0 ? "Every diagram is up to date." : $"Drawn anew: {string.Join(", ", changed)}");
