mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name            = "ledger"
  image           = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  collector_image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/public/aws-observability/aws-otel-collector@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  program         = ["/app/RunOnceWorker"]
  cluster_arn     = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
}

run "every_call_has_an_endpoint" {
  command = plan

  variables {
    endpoints    = ["ecr.api", "ecr.dkr", "logs", "s3", "xray", "dynamodb", "events", "monitoring", "secretsmanager", "sqs", "ssm", "states"]
    record_store = { table_name = "claims", table_arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/claims" }
    secrets = {
      One = "arn:aws:ssm:eu-central-1:111122223333:parameter/one"
      Two = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:two-AbCdEf"
    }
    permissions = {
      Report  = { actions = ["states:SendTaskSuccess"], resources = ["*"] }
      Receive = { actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage"], resources = ["arn:aws:sqs:eu-central-1:111122223333:letters"] }
      Measure = { actions = ["cloudwatch:PutMetricData"], resources = ["*"] }
      Notify  = { actions = ["events:PutEvents"], resources = ["arn:aws:events:eu-central-1:111122223333:event-bus/default"] }
      Use     = { actions = ["kms:Decrypt"], resources = ["arn:aws:kms:eu-central-1:111122223333:key/1"] }
      Protect = { actions = ["ecs:UpdateTaskProtection"], resources = ["arn:aws:ecs:eu-central-1:111122223333:task/claims/*"] }
    }
  }

  assert {
    condition     = local.needed_endpoints == var.endpoints
    error_message = "Endpoints are asked for that nobody calls, or the other way round: ${jsonencode(local.needed_endpoints)}"
  }

  assert {
    condition     = local.collector.image == var.collector_image && contains(local.repositories, "arn:aws:ecr:eu-central-1:111122223333:repository/public/aws-observability/aws-otel-collector")
    error_message = "The collector's copy is not used, or must not be pulled."
  }
}

run "a_secret_without_an_endpoint" {
  command = plan

  variables {
    endpoints = ["ecr.api", "ecr.dkr", "logs", "s3", "xray"]
    secrets   = { One = "arn:aws:ssm:eu-central-1:111122223333:parameter/one" }
  }

  expect_failures = [aws_ecs_task_definition.this]
}

run "a_collector_from_the_internet" {
  command = plan

  variables {
    endpoints       = ["ecr.api", "ecr.dkr", "logs", "s3", "xray"]
    collector_image = null
  }

  expect_failures = [aws_ecs_task_definition.this]
}

run "with_a_way_to_the_internet_nothing_is_asked_of_endpoints" {
  command = plan

  variables {
    collector_image = null
    secrets         = { One = "arn:aws:ssm:eu-central-1:111122223333:parameter/one" }
  }

  assert {
    condition     = startswith(local.collector.image, "public.ecr.aws/aws-observability/aws-otel-collector:v")
    error_message = "The collector is another one: ${local.collector.image}"
  }
}
