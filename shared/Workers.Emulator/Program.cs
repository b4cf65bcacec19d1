using Workers.Emulator.Server;

return await EmulatorProcess.RunAsync(args, Console.OpenStandardInput(), Console.Out, Console.Error);
