mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

run "times" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "queue"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "activity_times" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "activity"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "a_queue_of_messages" {
  command = plan

  variables {
    name  = "write-letter"
    times = run.times.times
  }

  assert {
    condition = (
      aws_sqs_queue.this.visibility_timeout_seconds == run.times.times.detection_seconds
      && jsondecode(aws_sqs_queue.this.redrive_policy).maxReceiveCount == run.times.times.max_receive_count
      && aws_sqs_queue.this.message_retention_seconds == run.times.times.message_retention_seconds
    )
    error_message = "The queue has other times than its job."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.dead_letters.redrive_allow_policy).sourceQueueArns == ["arn:aws:sqs:eu-central-1:111122223333:write-letter"]
    error_message = "The dead-letter queue takes messages of other queues."
  }

  assert {
    condition     = aws_sqs_queue.dead_letters.message_retention_seconds >= aws_sqs_queue.this.message_retention_seconds
    error_message = "Dead letters must be kept for at least as long as living ones."
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled == true && aws_sqs_queue.dead_letters.sqs_managed_sse_enabled == true
    error_message = "A queue is not encrypted."
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.this) == 0 && length(aws_cloudwatch_event_target.queue) == 0
    error_message = "A rule was made although no event was named."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.age.threshold == 60 + 180 + 60
    error_message = "The alarm of age is not latency, start-up and longest job together."
  }
}

run "a_queue_of_events" {
  command = plan

  variables {
    name        = "tell-customer-desk"
    times       = run.times.times
    kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/1"
    event       = { source = "claims", detail_type = "Claim Settled" }
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.this[0].event_pattern) == { source = ["claims"], "detail-type" = ["Claim Settled"] }
    error_message = "The rule matches something else."
  }

  assert {
    condition     = one(aws_cloudwatch_event_target.queue[0].dead_letter_config).arn == aws_sqs_queue.dead_letters.arn
    error_message = "What the rule cannot deliver is lost."
  }

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == "arn:aws:kms:eu-central-1:111122223333:key/1" && aws_sqs_queue.dead_letters.kms_master_key_id == aws_sqs_queue.this.kms_master_key_id
    error_message = "The key is not used."
  }
}

run "refuses_the_times_of_an_activity" {
  command = plan

  variables {
    name  = "write-letter"
    times = run.activity_times.times
  }

  expect_failures = [var.times]
}

run "refuses_a_name_too_long_for_its_dead_letters" {
  command = plan

  variables {
    name  = "n123456789012345678901234567890123456789012345678901234567890123456789012345"
    times = run.times.times
  }

  expect_failures = [var.name]
}

run "refuses_a_source_that_is_aws_own" {
  command = plan

  variables {
    name  = "write-letter"
    times = run.times.times
    event = { source = "aws.claims", detail_type = "Claim Settled" }
  }

  expect_failures = [var.event]
}
