mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

run "times" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "activity"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "queue_times" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "queue"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "is_encrypted_by_aws_where_no_key_is_named" {
  command = plan

  variables {
    name  = "appraise-claim"
    times = run.times.times
  }

  assert {
    condition     = length(aws_sfn_activity.this.encryption_configuration) == 0
    error_message = "A key was made up."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.not_started.evaluation_periods == 5
    error_message = "The alarm does not wait for as long as is acceptable, or not for the metrics of a service that comes from zero."
  }

  assert {
    condition = (
      { for one in aws_cloudwatch_metric_alarm.not_started.metric_query : one.id => one.expression if one.expression != null } == {
        waiting   = "FILL(IF(unstarted != 0, unstarted), REPEAT)"
        unstarted = "0.9 * scheduled - started"
      } && aws_cloudwatch_metric_alarm.not_started.treat_missing_data == "ignore"
    )
    error_message = "One job that nobody takes is scheduled in one minute only, and would not be told."
  }

  assert {
    condition     = output.source.arn == aws_sfn_activity.this.id && output.source.times == run.times.times
    error_message = "The workers are told other times than the activity was made with."
  }
}

run "is_encrypted_by_the_key_that_is_named" {
  command = plan

  variables {
    name        = "appraise-claim"
    times       = run.times.times
    kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/1"
  }

  assert {
    condition     = one(aws_sfn_activity.this.encryption_configuration).kms_key_id == "arn:aws:kms:eu-central-1:111122223333:key/1"
    error_message = "The key is not used."
  }
}

run "refuses_the_times_of_a_queue" {
  command = plan

  variables {
    name  = "appraise-claim"
    times = run.queue_times.times
  }

  expect_failures = [var.times]
}

run "refuses_a_name_that_step_functions_refuses" {
  command = plan

  variables {
    name  = "appraise claim"
    times = run.times.times
  }

  expect_failures = [var.name]
}
