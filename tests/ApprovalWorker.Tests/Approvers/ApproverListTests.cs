using System.Text.Json;
using ApprovalWorker.Approvers;
using ApprovalWorker.Identity;

namespace ApprovalWorker.Tests.Approvers;

public sealed class ApproverListTests
{
    [Theory]
    [InlineData("mary@example.com", """{"email":"mary@example.com","sub":"1"}""", true)]
    [InlineData("Mary@Example.com", """{"email":"mary@example.com","sub":"1"}""", true)]
    [InlineData("mary@example.com", """{"email":"mary@example.com","email_verified":true,"sub":"1"}""", true)]
    [InlineData("mary@example.com", """{"email":"mary@example.com","email_verified":false,"sub":"1"}""", false)]
    [InlineData("mary@example.com", """{"email":"mary@example.com","email_verified":"false","sub":"1"}""", false)]
    [InlineData("mary@example.com", """{"preferred_username":"mary@example.com","sub":"1"}""", false)]
    [InlineData("mary@example.com", """{"email":"mary@example.com.evil.example","sub":"1"}""", false)]
    [InlineData("sub:1", """{"email":"mary@example.com","sub":"1"}""", true)]
    [InlineData("sub:1", """{"email":"sub:1","sub":"2"}""", false)]
    [InlineData("group:leads", """{"sub":"1","groups":["staff","leads"]}""", true)]
    [InlineData("group:leads", """{"sub":"1","groups":"[staff, leads]"}""", true)]
    [InlineData("group:leads", """{"sub":"1","groups":"staff,leads"}""", true)]
    [InlineData("group:leads", """{"sub":"1","groups":["team-leads","Leads"]}""", false)]
    [InlineData("group:leads", """{"sub":"1","groups":[1,null]}""", false)]
    [InlineData("group:leads", """{"sub":"1","groups":{"leads":true}}""", false)]
    [InlineData("group:leads", """{"sub":"1"}""", false)]
    public void An_entry_matches_only_what_the_identity_provider_vouches_for(string entry, string claims, bool matches)
    {
        using var document = JsonDocument.Parse(claims);
        var person = PersonClaims.Read(document.RootElement, "groups")!;

        Assert.Equal(matches ? entry : null, new ApproverList([entry]).EntryOf(person));
    }

    [Fact]
    public void Somebody_whose_address_is_not_verified_is_not_called_by_it()
    {
        using var document = JsonDocument.Parse("""{"email":"boss@example.com","email_verified":false,"sub":"1"}""");

        Assert.Equal("1", PersonClaims.Read(document.RootElement, "groups")!.Name);
    }

    [Fact]
    public void The_first_entry_that_matches_is_the_right_that_is_recorded()
    {
        var person = new Person("mary") { Email = "mary@example.com", Groups = ["leads"] };

        Assert.Equal("group:leads", new ApproverList(["sub:9", "group:leads", "mary@example.com"]).EntryOf(person));
    }
}
