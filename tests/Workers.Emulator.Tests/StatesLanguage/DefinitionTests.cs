using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class DefinitionTests
{
    private const string End = "'E':{'Type':'Succeed'}";

    [Fact]
    public void Parse_ReadsTheMachineAndItsStatesInOrder()
    {
        var machine = Scopes.Machine(
            """
            {'Comment':'claims','Version':'1.0','TimeoutSeconds':600,'StartAt':'B','States':{
              'B':{'Type':'Task','Resource':'arn:aws:states:us-east-1:000000000000:activity:appraise','TimeoutSeconds':60,
                   'HeartbeatSecondsPath':'$.beat','ResultPath':'$.r','ResultSelector':{'x.$':'$.y'},
                   'Catch':[{'ErrorEquals':['States.ALL'],'Next':'A','ResultPath':'$.error'}],'Next':'A'},
              'A':{'Type':'Parallel','Branches':[{'StartAt':'P','States':{'P':{'Type':'Pass','Result':[1],'End':true}}}],'Next':'E'},
              'E':{'Type':'Fail','Error':'Nope','CausePath':'$.why'}}}
            """
        );

        Assert.Equal(("B", 600, "claims", "1.0"), (machine.StartAt, machine.TimeoutSeconds, machine.Comment, machine.Version));
        Assert.Equal(["B", "A", "E"], machine.States.Keys);
        var task = Assert.IsType<TaskState>(machine.States["B"]);
        var scope = Scopes.Of("{'beat':5,'y':2}");
        Assert.Equal((60, 5), (task.TimeoutSeconds!.ResolveInteger(scope), task.HeartbeatSeconds!.ResolveInteger(scope)));
        Assert.Equal("{'error':1}", Scopes.Text(task.Catch[0].ResultPath.Apply(Scopes.Value("{}"), Scopes.Value("1"))));
        Assert.Equal("[1]", Scopes.Text(((PassState)((ParallelState)machine.States["A"]).Branches[0].States["P"]).Result!.Value));
        var fail = Assert.IsType<FailState>(machine.States["E"]);
        Assert.Equal(("Nope", "late"), (fail.Error!.Resolve(scope), fail.Cause!.Resolve(Scopes.Of("{'why':'late'}"))));
    }

    [Theory]
    [InlineData("", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null")]
    [InlineData("[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null")]
    [InlineData("{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /")]
    [InlineData("{'StartAt':'E','States':{}}", "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States")]
    [InlineData(
        "{'StartAt':'X','States':{" + End + "}}",
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /StartAt, MISSING_TRANSITION_TARGET: State \"E\" is not reachable. at /States/E"
    )]
    [InlineData("{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'A'}}}", "MISSING_END_STATE: Workflow has no terminal state at null")]
    public void Parse_OfAWrongMachine_SaysWhatAndWhere(string definition, string message)
    {
        var error = Assert.Throws<InvalidDefinitionException>(() => Scopes.Machine(definition));

        Assert.Equal($"Invalid State Machine Definition: '{message}'", error.Message);
    }

    [Theory]
    [InlineData(
        "{'Type':'Go','End':true}",
        "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/It/Type"
    )]
    [InlineData("{'Type':'Pass','Seconds':1,'End':true}", "Field 'Seconds' is not supported at /States/It")]
    [InlineData("{'Type':'Pass','Retry':[],'End':true}", "Field 'Retry' is not supported at /States/It")]
    [InlineData("{'Type':'Task','End':true}", "These fields are required: [Resource] at /States/It")]
    [InlineData("{'Type':'Task','Resource':'appraise','End':true}", "Value is not a valid resource ARN at /States/It/Resource")]
    [InlineData(
        "{'Type':'Task','Resource':'arn:aws:states:::sqs:purge','End':true}",
        "The resource provided arn:aws:states:::sqs:purge is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/It/Resource"
    )]
    [InlineData("{'Type':'Parallel','Branches':[],'End':true}", "Value cannot be empty at /States/It/Branches")]
    [InlineData(
        "{'Type':'Choice','Choices':[{'Variable':'$.a','IsNull':true}]}",
        "These fields are required: [Next] at /States/It/Choices[0]"
    )]
    [InlineData(
        "{'Type':'Pass','Parameters':{'a':{'b.$':'c'}},'End':true}",
        "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/It/Parameters"
    )]
    [InlineData("{'Type':'Wait','Seconds':-1,'End':true}", "Minimum value is 0 at /States/It/Seconds")]
    [InlineData("{'Type':'Wait','Seconds':100000000,'End':true}", "Maximum value is 99999999 at /States/It/Seconds")]
    [InlineData("{'Type':'Wait','Seconds':'1','End':true}", "Expected value of type Integer at /States/It/Seconds")]
    [InlineData(
        "{'Type':'Map','Label':'','End':true,'ItemProcessor':{'StartAt':'E','States':{" + End + "}}}",
        "Label cannot be empty at /States/It/Label"
    )]
    [InlineData(
        "{'Type':'Map','Label':'a b','End':true,'ItemProcessor':{'StartAt':'E','States':{" + End + "}}}",
        "Label contains invalid characters at /States/It/Label"
    )]
    public void ParseState_OfAWrongState_SaysWhatAndWhere(string state, string message)
    {
        var error = Assert.Throws<InvalidDefinitionException>(() => Scopes.State(state));

        Assert.Equal($"Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: {message}'", error.Message);
    }

    [Theory]
    [InlineData("{'Type':'Pass'}")]
    [InlineData("{'Type':'Wait','End':true}")]
    [InlineData("{'Type':'Wait','Seconds':1,'Timestamp':'2026-01-01T00:00:00Z','End':true}")]
    [InlineData("{'Type':'Wait','Timestamp':'tomorrow','End':true}")]
    [InlineData("{'Type':'Pass','InputPath':'a','End':true}")]
    [InlineData("{'Type':'Pass','ResultPath':'$.a[*]','End':true}")]
    [InlineData("{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','TimeoutSeconds':0,'End':true}")]
    [InlineData("{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','TimeoutSeconds':1,'TimeoutSecondsPath':'$.t','End':true}")]
    [InlineData("{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','Retry':[{'ErrorEquals':[]}],'End':true}")]
    [InlineData("{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','Retry':[{'ErrorEquals':['States.ALL','A']}],'End':true}")]
    [InlineData(
        "{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','Retry':[{'ErrorEquals':['A'],'BackoffRate':0.5}],'End':true}"
    )]
    [InlineData("{'Type':'Choice','Choices':[{'Variable':'$.a','NumericEquals':'1','Next':'A'}]}")]
    [InlineData("{'Type':'Choice','Choices':[{'Variable':'$.a','Next':'A'}]}")]
    [InlineData("{'Type':'Fail','Error':'A','ErrorPath':'$.e'}")]
    public void ParseState_OfAStateThatCannotRun_Throws(string state) =>
        Assert.Throws<InvalidDefinitionException>(() => Scopes.State(state));

    [Theory]
    [InlineData(
        "arn:aws:states:::states:startExecution.sync:2",
        "Express state machine does not support '.sync' service integration at /States/T/Resource"
    )]
    [InlineData(
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Express state machine does not support '.waitForTaskToken' service integration  at /States/T/Resource"
    )]
    public void Parse_OfAnExpressWorkflow_RefusesToWaitForWork(string resource, string message)
    {
        var definition = ("{'StartAt':'T','States':{'T':{'Type':'Task','Resource':'" + resource + "','End':true}}}").Replace('\'', '"');

        var error = Assert.Throws<InvalidDefinitionException>(() => StateMachineDefinition.Parse(definition, isExpress: true));

        Assert.Equal($"Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: {message}'", error.Message);
        Assert.Empty(StateMachineDefinition.Validate(definition));
    }

    [Fact]
    public void Parse_OfAMixture_AllowsJsonataInJsonPathButNotTheReverse()
    {
        var mixed = Scopes.Machine(
            """
            {'StartAt':'M','States':{'M':{'Type':'Map','QueryLanguage':'JSONata','Items':'{% $states.input.a %}','End':true,
              'ItemProcessor':{'StartAt':'P','States':{'P':{'Type':'Pass','InputPath':'$.a','End':true}}}}}}
            """
        );
        var map = Assert.IsType<MapState>(mixed.States["M"]);
        Assert.Equal((QueryLanguage.Jsonata, QueryLanguage.JsonPath), (map.QueryLanguage, map.ItemProcessor.States["P"].QueryLanguage));

        var error = Assert.Throws<InvalidDefinitionException>(() =>
            Scopes.Machine("{'QueryLanguage':'JSONata','StartAt':'P','States':{'P':{'Type':'Pass','QueryLanguage':'JSONPath','End':true}}}")
        );
        Assert.Equal(("SCHEMA_VALIDATION_FAILED", "/States/P"), (error.Diagnostics[0].Code, error.Diagnostics[0].Location));
    }

    [Theory]
    [InlineData(
        "not json",
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not json\"; line: 1, column: 4]"
    )]
    [InlineData(
        "{'a': 1}",
        "Unexpected character (''' (code 39)): was expecting double-quote to start field name\n at [Source: (String)\"{'a': 1}\"; line: 1, column: 3]"
    )]
    public void Validate_OfTextThatIsNotJson_SpeaksAsStepFunctionsParserDoes(string text, string message)
    {
        var diagnostic = Assert.Single(StateMachineDefinition.Validate(text));

        Assert.Equal(("INVALID_JSON_DESCRIPTION", message), (diagnostic.Code, diagnostic.Message));
    }

    [Fact]
    public void VariableReferences_AreThoseOfEachStatesOwnFields()
    {
        var machine = Scopes.Machine(
            """
            {'StartAt':'C','States':{
              'C':{'Type':'Choice','Choices':[{'Variable':'$z','StringEqualsPath':'$b.c','Next':'M'}],'Default':'E'},
              'M':{'Type':'Map','ItemsPath':'$items','ItemSelector':{'x.$':'States.Format($one, States.Array($n))'},'End':true,
                'ItemProcessor':{'StartAt':'P','States':{'P':{'Type':'Pass','Assign':{'k.$':'$inner'},'End':true}}}},
              'E':{'Type':'Succeed'}}}
            """
        );

        Assert.Equal(
            ["C: b,z", "M: items,n,one", "P: inner"],
            machine.VariableReferences().Select(r => $"{r.Key}: {string.Join(',', r.Value)}")
        );
    }
}
