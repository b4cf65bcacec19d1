using ChaosWorker;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.Services.AddSingleton<EffectFile>();
builder.Services.AddSingleton<EffectClient>();
if (builder.HasActivity(AppendEffect.Activity))
{
    builder.AddActivity<AppendEffect, Order, Receipt>(AppendEffect.Activity, ChaosJson.Default.Order, ChaosJson.Default.Receipt);
}

if (builder.HasQueue(AppendEffect.Queue))
{
    builder.AddQueue<AppendEffect, Order, Receipt>(AppendEffect.Queue, ChaosJson.Default.Order, ChaosJson.Default.Receipt);
}

if (builder.HasActivity(PostEffect.Activity))
{
    builder.AddIdempotency();
    builder.AddActivity<PostEffect, Order, Receipt>(PostEffect.Activity, ChaosJson.Default.Order, ChaosJson.Default.Receipt);
}

return await builder.Build().RunAsync();
