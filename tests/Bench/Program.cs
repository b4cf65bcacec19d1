using Bench;
using Bench.Emulator;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

if (args is ["emulator"])
{
    await EmulatorFigures.RunAsync();
    return;
}

// In this process: BenchmarkDotNet's own projects would be built under this repository's rules, which generated code does not keep.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(TransportBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
