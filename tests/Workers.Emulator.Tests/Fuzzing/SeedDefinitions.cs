namespace Workers.Emulator.Tests.Fuzzing;

/// <summary>Right definitions of every state type in both query languages, and inputs for them.</summary>
internal static class SeedDefinitions
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
            {"Comment":"c","TimeoutSeconds":100,"StartAt":"P","States":{
              "P":{"Type":"Pass","Parameters":{"a.$":"$.a","n.$":"States.MathAdd($.n, 1)","t.$":"$$.State.EnteredTime"},"ResultPath":"$.p","Assign":{"v.$":"$.n"},"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.n","NumericGreaterThan":1},{"Not":{"Variable":"$.a","IsPresent":false}}],"Next":"W"},
                {"Variable":"$.s","StringMatches":"a*","Next":"F"},{"Variable":"$.s","TimestampLessThanPath":"$.t","Next":"F"}],"Default":"S"},
              "W":{"Type":"Wait","SecondsPath":"$.n","Next":"S"},"S":{"Type":"Succeed","OutputPath":"$.p"},"F":{"Type":"Fail","ErrorPath":"$.s","CausePath":"States.Format('{}', $.n)"}}}
            """,
        """
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"http://localhost:4566/000000000000/q","MessageBody.$":"$"},
              "ResultSelector":{"id.$":"$.MessageId"},"ResultPath":"$.sent","TimeoutSeconds":5,"HeartbeatSeconds":2,
              "Retry":[{"ErrorEquals":["States.TaskFailed"],"IntervalSeconds":1,"MaxAttempts":2,"BackoffRate":1.5,"MaxDelaySeconds":5,"JitterStrategy":"FULL"}],
              "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"A"}],"Next":"A"},
              "A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","TimeoutSecondsPath":"$.n","End":true}}}
            """,
        """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.l","ItemSelector":{"i.$":"$$.Map.Item.Index","v.$":"$$.Map.Item.Value"},"MaxConcurrency":2,
              "ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"X","States":{"X":{"Type":"Pass","End":true}}},"ResultPath":"$.m","Next":"Q"},
              "Q":{"Type":"Parallel","Branches":[{"StartAt":"Y","States":{"Y":{"Type":"Pass","Result":[1],"End":true}}},{"StartAt":"Z","States":{"Z":{"Type":"Fail","Error":"E"}}}],
                "Catch":[{"ErrorEquals":["E"],"Next":"D"}],"End":true},
              "D":{"Type":"Map","Label":"d","MaxConcurrencyPath":"$.n","ToleratedFailurePercentage":10,"ItemBatcher":{"MaxItemsPerBatch":2,"MaxInputBytesPerBatch":100,"BatchInput":{"k.$":"$.n"}},
                "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a"],"MaxItemsPath":"$.n"},"Parameters":{"Bucket":"claims","Key":"items.csv"}},
                "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"claims","Prefix":"out"},"WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"}},
                "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"X2","States":{"X2":{"Type":"Pass","End":true}}},"End":true}}}
            """,
        """
            {"QueryLanguage":"JSONata","StartAt":"P","States":{
              "P":{"Type":"Pass","Output":{"a":"{% $states.input.a %}","s":"{% $sum($states.input.l) %}"},"Assign":{"v":"{% $map([1..3], function($x){$x*2}) %}"},"Next":"T"},
              "T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Arguments":{"StateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:m","Input":"{% $v %}"},
                "TimeoutSeconds":"{% 3 + 4 %}","Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Output":"{% $states.errorOutput %}","Next":"C"}],"Next":"C"},
              "C":{"Type":"Choice","Choices":[{"Condition":"{% $exists($states.input.Error) %}","Assign":{"w":1},"Output":{"x":1},"Next":"M"}],"Default":"W"},
              "M":{"Type":"Map","Items":"{% [1..5] %}","ItemSelector":{"i":"{% $states.context.Map.Item.Index %}"},"ItemProcessor":{"StartAt":"X","States":{"X":{"Type":"Pass","Output":"{% $string($states.input) & 'a' %}","End":true}}},"Output":"{% $states.result[0] %}","Next":"W"},
              "W":{"Type":"Wait","Seconds":"{% $count($v) %}","Next":"F"},"F":{"Type":"Fail","Error":"{% $type($v) %}","Cause":"{% $now() %}"}}}
            """,
        """
            {"StartAt":"L","States":{"L":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}},"TimeoutSeconds":3,"Next":"N",
                "Catch":[{"ErrorEquals":["States.Timeout","Lambda.Unknown"],"Next":"N"}]},
              "N":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:f","InputPath":"$.l[0]","Next":"D"},
              "D":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:updateItem","Parameters":{"TableName":"t","Key":{"id":{"S":"1"}},"UpdateExpression":"SET n = :v","ExpressionAttributeValues":{":v":{"N":"1"}}},"Next":"E"},
              "E":{"Type":"Task","Resource":"arn:aws:states:::events:putEvents","Parameters":{"Entries":[{"Source":"s","DetailType":"t","Detail":{"a.$":"$"}}]},"Next":"R"},
              "R":{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"post-ledger","Overrides":{"ContainerOverrides":[{"Name":"c","Command":["a"],"Environment":[{"Name":"N","Value":"v"}]}]}},"Next":"K"},
              "K":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:describeExecution","Parameters":{"ExecutionArn.$":"$$.Execution.Id"},"End":true}}}
            """,
    ];

    public static IReadOnlyList<string> Inputs { get; } =
    ["""{"a":{"b":[1,2,{"c":null}]},"n":3,"s":"abc","t":"2030-01-01T00:00:05Z","l":[1,2,3]}""", "[1,2,3]", "{}"];
}
