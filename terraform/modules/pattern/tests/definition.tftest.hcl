mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

run "activity" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "activity"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "queue" {
  module {
    source = "../job-type"
  }

  variables {
    source_kind         = "queue"
    job_seconds         = 5
    longest_job_seconds = 60
  }
}

run "an_activity_and_its_times_come_from_one_input" {
  command = plan

  variables {
    name       = "appraise"
    definition = "../../patterns/activity-worker/definition.asl.json"
    activities = { "" = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise", times = run.activity.times } }
  }

  assert {
    condition = (
      jsondecode(output.definition).States.Work.Resource == "arn:aws:states:eu-central-1:111122223333:activity:appraise"
      && jsondecode(output.definition).States.Work.HeartbeatSeconds == run.activity.times.heartbeat_seconds
      && jsondecode(output.definition).States.Work.TimeoutSeconds == run.activity.times.timeout_seconds
    )
    error_message = "The state has another activity, or other times, than its job."
  }

  assert {
    condition     = jsondecode(output.definition).TimeoutSeconds == run.activity.times.longest_wait_seconds + 4 * run.activity.times.timeout_seconds
    error_message = "The machine's limit is not four attempts and the longest wait."
  }

  assert {
    condition     = aws_sfn_state_machine.this.publish && one(aws_sfn_state_machine.this.tracing_configuration).enabled
    error_message = "The machine is not published as a version, or not traced."
  }

  assert {
    condition     = one(aws_sfn_state_machine.this.logging_configuration).include_execution_data == false
    error_message = "Task tokens would be logged."
  }
}

run "a_queue_and_its_times_come_from_one_input" {
  command = plan

  variables {
    name       = "letter"
    definition = "../../patterns/callback-sqs/definition.asl.json"
    queues     = { "" = { arn = "arn:aws:sqs:eu-central-1:111122223333:write-letter", url = "https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter", times = run.queue.times } }
  }

  assert {
    condition = (
      jsondecode(output.definition).States.Work.Parameters.QueueUrl == "https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter"
      && jsondecode(output.definition).States.Work.HeartbeatSeconds == 1020
    )
    error_message = "The state has another queue, or another heartbeat, than its job."
  }
}

run "a_nested_machine_is_waited_for_longer_than_it_may_take" {
  command = plan

  variables {
    name       = "outer"
    definition = "../../patterns/nested-execution/definition.asl.json"
    machines   = { "" = { name = "inner", execution_timeout_seconds = 600 } }
  }

  assert {
    condition = (
      jsondecode(output.definition).States.Work.Parameters.StateMachineArn == "arn:aws:states:eu-central-1:111122223333:stateMachine:inner"
      && jsondecode(output.definition).States.Work.TimeoutSeconds == 660
      && jsondecode(output.definition).TimeoutSeconds == 720
    )
    error_message = "The inner machine's own failure could not be told: ${output.definition}"
  }
}

run "services_at_zero_are_woken_before_the_first_state" {
  command = plan

  variables {
    name       = "appraise"
    definition = "../../patterns/activity-worker/definition.asl.json"
    activities = { "" = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise", times = run.activity.times } }
    wake       = { appraiser = { cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims", service_name = "appraiser" } }
  }

  assert {
    condition     = jsondecode(output.definition).StartAt == "Wake" && jsondecode(output.definition).States.Wake.Next == "HasTraceParent"
    error_message = "Nothing is woken, or the work is not done then."
  }

  assert {
    condition     = jsondecode(output.definition).States.Wake.Branches[0].States["Start appraiser"].Parameters.DesiredCount == 1
    error_message = "The service is not set to one."
  }

  assert {
    condition     = jsondecode(output.definition).States.Wake.Branches[0].States["Is appraiser at zero"].Default == "appraiser is left alone"
    error_message = "A service that runs would be scaled in to one."
  }
}

run "a_key_encrypts_definition_and_history" {
  command = plan

  variables {
    name        = "outer"
    definition  = "../../patterns/nested-execution/definition.asl.json"
    machines    = { "" = { name = "inner", execution_timeout_seconds = 600 } }
    kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/1"
  }

  assert {
    condition     = one(aws_sfn_state_machine.this.encryption_configuration).kms_key_id == "arn:aws:kms:eu-central-1:111122223333:key/1"
    error_message = "The key was not used."
  }
}

run "refuses_a_limit_below_that_of_a_nested_machine" {
  command = plan

  variables {
    name                      = "outer"
    definition                = "../../patterns/nested-execution/definition.asl.json"
    machines                  = { "" = { name = "inner", execution_timeout_seconds = 600 } }
    execution_timeout_seconds = 660
  }

  expect_failures = [var.execution_timeout_seconds]
}

run "refuses_a_machine_without_any_limit" {
  command = plan

  variables {
    name       = "ledger"
    definition = "../../patterns/run-once/definition.asl.json"
    run_once = {
      cluster_arn         = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
      task_definition_arn = "arn:aws:ecs:eu-central-1:111122223333:task-definition/ledger"
      container_name      = "worker"
      role_arns           = []
      subnet_ids          = ["subnet-1"]
      security_group_ids  = ["sg-1"]
    }
    variables = { timeout_seconds = "60" }
  }

  expect_failures = [var.execution_timeout_seconds]
}

run "refuses_a_task_definition_with_a_revision" {
  command = plan

  variables {
    name                      = "ledger"
    definition                = "../../patterns/run-once/definition.asl.json"
    execution_timeout_seconds = 600
    run_once = {
      cluster_arn         = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
      task_definition_arn = "arn:aws:ecs:eu-central-1:111122223333:task-definition/ledger:7"
      container_name      = "worker"
      role_arns           = []
      subnet_ids          = ["subnet-1"]
      security_group_ids  = ["sg-1"]
    }
    variables = { timeout_seconds = "60" }
  }

  expect_failures = [var.run_once]
}

run "refuses_a_prefix_that_reaches_into_other_queues" {
  command = plan

  variables {
    name         = "poller"
    definition   = "../../patterns/nested-execution/definition.asl.json"
    machines     = { "" = { name = "inner", execution_timeout_seconds = 600 } }
    reply_queues = { prefix = "r" }
  }

  expect_failures = [var.reply_queues]
}

run "refuses_an_unknown_level" {
  command = plan

  variables {
    name       = "outer"
    definition = "../../patterns/nested-execution/definition.asl.json"
    machines   = { "" = { name = "inner", execution_timeout_seconds = 600 } }
    log_level  = "DEBUG"
  }

  expect_failures = [var.log_level]
}
