namespace LocalFleet.Checks;

/// <summary>What the run has left outside its executions.</summary>
/// <param name="PaymentsByClaim">How often the payment provider has paid each claim.</param>
/// <param name="Payloads">The folder of the payload store, which holds the ledger's entries by key.</param>
internal sealed record RunEvidence(IReadOnlyDictionary<string, int> PaymentsByClaim, string Payloads);
