using ActivityWorker.Records;

namespace ActivityWorker.Tests;

public sealed class AirportTableTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_table_that_comes_with_the_worker_has_all_airports()
    {
        Assert.Equal(3376, AirportTable.Load(AirportTable.DefaultPath).Count);
    }

    [Fact]
    public void Load_QuotedName_KeepsItsComma()
    {
        File.WriteAllText(_path, "iata,name,city\n35A,\"Union County, Troy Shelton\",Union\n");

        Assert.Equal("Union County, Troy Shelton", AirportTable.Load(_path).Find("35A")?.Name);
    }

    [Theory]
    [InlineData("iata,name,city\nLAX,Los Angeles International\n", "Line 2 of")]
    [InlineData("iata,name,city\nLAX,a,b\nSFO,a,b\nLAX,c,d\n", "repeats the airport LAX")]
    public void Load_BrokenTable_SaysWhere(string text, string told)
    {
        File.WriteAllText(_path, text);

        var exception = Assert.Throws<InvalidDataException>(() => AirportTable.Load(_path));

        Assert.Contains(told, exception.Message, StringComparison.Ordinal);
    }
}
