using EndToEnd.Processes;

namespace EndToEnd.Protocol;

/// <summary>The emulator as a process of its own, as users start it; it ends when its standard input does.</summary>
public sealed class EmulatorUnderTest : IAsyncLifetime
{
    private RunningProgram? _program;

    public string Endpoint { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _program = RunningProgram.StartEmulator();
        Endpoint = await _program.EmulatorAddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await using (_program)
            {
                _program.EndInput();
                await _program.ExitAsync();
            }
        }
    }
}
