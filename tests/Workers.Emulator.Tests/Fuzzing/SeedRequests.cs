namespace Workers.Emulator.Tests.Fuzzing;

/// <summary>One right request for each operation, over what <see cref="FuzzedEmulator"/> has created.</summary>
internal static class SeedRequests
{
    private const string States = "arn:aws:states:us-east-1:000000000000";
    private const string Queue = "http://localhost:4566/000000000000/q";

    public const string Token = "{{token}}";
    public const string Receipt = "{{receipt}}";

    public static IReadOnlyList<(string Target, string Body)> All { get; } =
    [
        .. Of(
            "AWSStepFunctions",
            ("CreateActivity", """{"name":"a","tags":[{"key":"k","value":"v"}]}"""),
            ("DescribeActivity", """{"activityArn":"{{States}}:activity:work"}"""),
            ("ListActivities", """{"maxResults":1}"""),
            ("DeleteActivity", """{"activityArn":"{{States}}:activity:a"}"""),
            ("GetActivityTask", """{"activityArn":"{{States}}:activity:work","workerName":"w"}"""),
            ("SendTaskSuccess", """{"taskToken":"{{token}}","output":"{\"a\":1}"}"""),
            ("SendTaskFailure", """{"taskToken":"{{token}}","error":"E","cause":"c"}"""),
            ("SendTaskHeartbeat", """{"taskToken":"{{token}}"}"""),
            (
                "CreateStateMachine",
                """
                {"name":"n","definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}","roleArn":"arn:aws:iam::000000000000:role/r","type":"STANDARD","publish":true,"versionDescription":"v","tags":[],"loggingConfiguration":{"level":"ALL"},"tracingConfiguration":{"enabled":true},"encryptionConfiguration":{"type":"AWS_OWNED_KEY"}}
                """
            ),
            ("ValidateStateMachineDefinition", """{"definition":"{}","type":"EXPRESS","severity":"ERROR","maxResults":5}"""),
            (
                "UpdateStateMachine",
                """{"stateMachineArn":"{{States}}:stateMachine:m","roleArn":"arn:aws:iam::000000000000:role/s","publish":true}"""
            ),
            ("DescribeStateMachine", """{"stateMachineArn":"{{States}}:stateMachine:m","includedData":"ALL_DATA"}"""),
            ("DescribeStateMachineForExecution", """{"executionArn":"{{States}}:execution:m:x"}"""),
            ("ListStateMachines", """{"maxResults":2,"nextToken":"cGFnZTox"}"""),
            ("DeleteStateMachine", """{"stateMachineArn":"{{States}}:stateMachine:n"}"""),
            ("PublishStateMachineVersion", """{"stateMachineArn":"{{States}}:stateMachine:m","description":"d","revisionId":"r"}"""),
            ("ListStateMachineVersions", """{"stateMachineArn":"{{States}}:stateMachine:m"}"""),
            ("DeleteStateMachineVersion", """{"stateMachineVersionArn":"{{States}}:stateMachine:m:1"}"""),
            (
                "CreateStateMachineAlias",
                """{"name":"live","routingConfiguration":[{"stateMachineVersionArn":"{{States}}:stateMachine:m:1","weight":100}]}"""
            ),
            ("UpdateStateMachineAlias", """{"stateMachineAliasArn":"{{States}}:stateMachine:m:live","description":"d"}"""),
            ("DescribeStateMachineAlias", """{"stateMachineAliasArn":"{{States}}:stateMachine:m:live"}"""),
            ("ListStateMachineAliases", """{"stateMachineArn":"{{States}}:stateMachine:m"}"""),
            ("DeleteStateMachineAlias", """{"stateMachineAliasArn":"{{States}}:stateMachine:m:live"}"""),
            ("StartExecution", """{"stateMachineArn":"{{States}}:stateMachine:m","name":"y","input":"{}","traceHeader":"t"}"""),
            ("StartSyncExecution", """{"stateMachineArn":"{{States}}:stateMachine:e","name":"y","input":"{}"}"""),
            ("DescribeExecution", """{"executionArn":"{{States}}:execution:m:x","includedData":"METADATA_ONLY"}"""),
            ("ListExecutions", """{"stateMachineArn":"{{States}}:stateMachine:m","statusFilter":"RUNNING","maxResults":3}"""),
            ("GetExecutionHistory", """{"executionArn":"{{States}}:execution:m:x","reverseOrder":true,"includeExecutionData":false}"""),
            ("StopExecution", """{"executionArn":"{{States}}:execution:m:y","error":"E","cause":"c"}"""),
            ("RedriveExecution", """{"executionArn":"{{States}}:execution:m:y","clientToken":"t"}"""),
            ("ListMapRuns", """{"executionArn":"{{States}}:execution:m:x"}"""),
            ("DescribeMapRun", """{"mapRunArn":"{{States}}:mapRun:m/x:y"}"""),
            (
                "UpdateMapRun",
                """{"mapRunArn":"{{States}}:mapRun:m/x:y","maxConcurrency":1,"toleratedFailurePercentage":5,"toleratedFailureCount":1}"""
            ),
            ("TagResource", """{"resourceArn":"{{States}}:stateMachine:m","tags":[{"key":"k","value":"v"}]}"""),
            ("UntagResource", """{"resourceArn":"{{States}}:stateMachine:m","tagKeys":["k"]}"""),
            ("ListTagsForResource", """{"resourceArn":"{{States}}:activity:work"}"""),
            (
                "TestState",
                """
                {"definition":"{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\",\"End\":true}","roleArn":"arn:aws:iam::000000000000:role/r","input":"{}","inspectionLevel":"DEBUG","mock":{"result":"{\"MessageId\":\"m\"}"},"context":"{}","variables":"{}","stateConfiguration":{"retrierRetryCount":1}}
                """
            )
        ),
        .. Of(
            "AmazonSQS",
            ("CreateQueue", """{"QueueName":"p","Attributes":{"VisibilityTimeout":"30","RedrivePolicy":"{}"},"tags":{"k":"v"}}"""),
            ("GetQueueUrl", """{"QueueName":"q"}"""),
            ("ListQueues", """{"QueueNamePrefix":"q","MaxResults":1}"""),
            ("DeleteQueue", """{"QueueUrl":"http://localhost:4566/000000000000/p"}"""),
            ("GetQueueAttributes", """{"QueueUrl":"{{Queue}}","AttributeNames":["All"]}"""),
            ("SetQueueAttributes", """{"QueueUrl":"{{Queue}}","Attributes":{"DelaySeconds":"0"}}"""),
            ("ListDeadLetterSourceQueues", """{"QueueUrl":"{{Queue}}"}"""),
            ("PurgeQueue", """{"QueueUrl":"http://localhost:4566/000000000000/p"}"""),
            (
                "SendMessage",
                """{"QueueUrl":"{{Queue}}","MessageBody":"b","DelaySeconds":1,"MessageAttributes":{"a":{"DataType":"String","StringValue":"v"}},"MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"t"}}}"""
            ),
            ("SendMessage", """{"QueueUrl":"{{Queue}}.fifo","MessageBody":"b","MessageGroupId":"g","MessageDeduplicationId":"d"}"""),
            ("SendMessageBatch", """{"QueueUrl":"{{Queue}}","Entries":[{"Id":"1","MessageBody":"b"},{"Id":"2","MessageBody":"c"}]}"""),
            (
                "ReceiveMessage",
                """{"QueueUrl":"{{Queue}}","MaxNumberOfMessages":10,"WaitTimeSeconds":1,"VisibilityTimeout":3,"MessageAttributeNames":["All"],"MessageSystemAttributeNames":["All"],"ReceiveRequestAttemptId":"r"}"""
            ),
            ("ChangeMessageVisibility", """{"QueueUrl":"{{Queue}}","ReceiptHandle":"{{receipt}}","VisibilityTimeout":5}"""),
            (
                "ChangeMessageVisibilityBatch",
                """{"QueueUrl":"{{Queue}}","Entries":[{"Id":"1","ReceiptHandle":"{{receipt}}","VisibilityTimeout":5}]}"""
            ),
            ("DeleteMessage", """{"QueueUrl":"{{Queue}}","ReceiptHandle":"{{receipt}}"}"""),
            ("DeleteMessageBatch", """{"QueueUrl":"{{Queue}}","Entries":[{"Id":"1","ReceiptHandle":"{{receipt}}"}]}"""),
            ("TagQueue", """{"QueueUrl":"{{Queue}}","Tags":{"k":"v"}}"""),
            ("UntagQueue", """{"QueueUrl":"{{Queue}}","TagKeys":["k"]}"""),
            ("ListQueueTags", """{"QueueUrl":"{{Queue}}"}""")
        ),
        .. Of(
            "AWSEvents",
            (
                "PutEvents",
                """{"Entries":[{"Source":"s","DetailType":"t","Detail":"{\"a\":1}","Resources":["r"],"EventBusName":"default","Time":1700000000}]}"""
            ),
            (
                "TestEventPattern",
                """{"EventPattern":"{\"source\":[\"s\"],\"detail\":{\"a\":[{\"numeric\":[\">\",1]},{\"anything-but\":{\"prefix\":\"x\"}},{\"cidr\":\"10.0.0.0/8\"},{\"wildcard\":\"*a\"},{\"exists\":false}]}}","Event":"{\"id\":\"1\",\"account\":\"0\",\"source\":\"s\",\"time\":\"2020-01-01T00:00:00Z\",\"region\":\"r\",\"resources\":[],\"detail-type\":\"t\",\"detail\":{\"a\":2}}"}"""
            ),
            (
                "PutRule",
                """{"Name":"r2","EventPattern":"{\"source\":[{\"prefix\":\"s\"}]}","State":"ENABLED","Description":"d","Tags":[{"Key":"k","Value":"v"}]}"""
            ),
            ("PutRule", """{"Name":"r3","ScheduleExpression":"rate(1 minute)"}"""),
            ("DescribeRule", """{"Name":"r"}"""),
            ("DisableRule", """{"Name":"r2"}"""),
            ("EnableRule", """{"Name":"r2"}"""),
            ("ListRules", """{"NamePrefix":"r","Limit":1}"""),
            ("DeleteRule", """{"Name":"r2","Force":true}"""),
            (
                "PutTargets",
                """{"Rule":"r","Targets":[{"Id":"1","Arn":"arn:aws:sqs:us-east-1:000000000000:q","InputTransformer":{"InputPathsMap":{"a":"$.detail.a"},"InputTemplate":"{\"b\":<a>}"},"DeadLetterConfig":{"Arn":"arn:aws:sqs:us-east-1:000000000000:q"}}]}"""
            ),
            ("ListTargetsByRule", """{"Rule":"r"}"""),
            ("RemoveTargets", """{"Rule":"r","Ids":["2"]}"""),
            ("ListRuleNamesByTarget", """{"TargetArn":"arn:aws:sqs:us-east-1:000000000000:q"}"""),
            ("CreateEventBus", """{"Name":"b"}"""),
            ("DescribeEventBus", """{"Name":"default"}"""),
            ("UpdateEventBus", """{"Name":"b","Description":"d"}"""),
            ("ListEventBuses", """{"Limit":1}"""),
            ("DeleteEventBus", """{"Name":"b"}"""),
            ("TagResource", """{"ResourceARN":"arn:aws:events:us-east-1:000000000000:rule/r","Tags":[{"Key":"k","Value":"v"}]}"""),
            ("UntagResource", """{"ResourceARN":"arn:aws:events:us-east-1:000000000000:rule/r","TagKeys":["k"]}"""),
            ("ListTagsForResource", """{"ResourceARN":"arn:aws:events:us-east-1:000000000000:rule/r"}""")
        ),
        .. Of(
            "DynamoDB_20120810",
            (
                "CreateTable",
                """{"TableName":"u","KeySchema":[{"AttributeName":"id","KeyType":"HASH"},{"AttributeName":"at","KeyType":"RANGE"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},{"AttributeName":"at","AttributeType":"N"}],"BillingMode":"PAY_PER_REQUEST"}"""
            ),
            ("DescribeTable", """{"TableName":"t"}"""),
            ("ListTables", """{"Limit":1}"""),
            ("DeleteTable", """{"TableName":"u"}"""),
            (
                "PutItem",
                """{"TableName":"t","Item":{"id":{"S":"1"},"n":{"N":"1"},"m":{"M":{"a":{"L":[{"BOOL":true},{"NULL":true},{"B":"AA=="},{"SS":["x"]}]}}}},"ConditionExpression":"attribute_not_exists(id) OR #n < :v","ExpressionAttributeNames":{"#n":"n"},"ExpressionAttributeValues":{":v":{"N":"5"}},"ReturnValues":"ALL_OLD"}"""
            ),
            ("GetItem", """{"TableName":"t","Key":{"id":{"S":"1"}},"ConsistentRead":true}"""),
            (
                "UpdateItem",
                """{"TableName":"t","Key":{"id":{"S":"1"}},"UpdateExpression":"SET #n = if_not_exists(#n, :v) + :v REMOVE m ADD k :v","ConditionExpression":"size(id) > :v AND NOT contains(id, :s)","ExpressionAttributeNames":{"#n":"n"},"ExpressionAttributeValues":{":v":{"N":"1"},":s":{"S":"x"}},"ReturnValues":"ALL_NEW"}"""
            ),
            ("DeleteItem", """{"TableName":"t","Key":{"id":{"S":"1"}},"ReturnValues":"ALL_OLD"}"""),
            (
                "Query",
                """{"TableName":"t","KeyConditionExpression":"id = :i","FilterExpression":"n BETWEEN :a AND :b OR n IN (:a, :b)","ExpressionAttributeValues":{":i":{"S":"1"},":a":{"N":"1"},":b":{"N":"2"}},"Limit":2,"ScanIndexForward":false}"""
            ),
            (
                "Scan",
                """{"TableName":"t","FilterExpression":"begins_with(id, :i) AND attribute_type(n, :t)","ExpressionAttributeValues":{":i":{"S":"1"},":t":{"S":"N"}}}"""
            )
        ),
    ];

    private static IEnumerable<(string, string)> Of(string service, params (string Operation, string Body)[] requests) =>
        requests.Select(request =>
            (
                $"{service}.{request.Operation}",
                request.Body.Replace("{{States}}", States, StringComparison.Ordinal).Replace("{{Queue}}", Queue, StringComparison.Ordinal)
            )
        );
}
