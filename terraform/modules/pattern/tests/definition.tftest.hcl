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
      jsondecode(output.definition).States.Work.Parameters.StateMachineArn == "arn:aws:states:eu-central-1:111122223333:stateMachine:inner:live"
      && jsondecode(output.definition).States.Work.TimeoutSeconds == 660
      && jsondecode(output.definition).TimeoutSeconds == 720
    )
    error_message = "The inner machine is not started by its alias, or its own failure could not be told: ${output.definition}"
  }

  assert {
    condition     = aws_sfn_alias.live.name == "live"
    error_message = "Machines are started by an alias that there is not."
  }
}

run "variables_that_no_input_gives_are_filled_in" {
  command = plan

  variables {
    name                      = "loop"
    definition                = "../../patterns/job-poller/loop.asl.json"
    jobs                      = { "" = run.queue.times }
    reply_queues              = { prefix = "route-reply-", reads_only = true }
    execution_timeout_seconds = 3600
    variables                 = { quiet_look_seconds = "61", looks_per_loop = "500" }
  }

  assert {
    condition     = strcontains(output.definition, "\"wait\": 61,")
    error_message = "The definition lacks what was given: ${output.definition}"
  }
}

run "a_service_at_zero_is_woken_before_the_state_that_feeds_it" {
  command = plan

  variables {
    name       = "appraise"
    definition = "../../patterns/activity-worker/definition.asl.json"
    activities = { "" = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise", times = run.activity.times } }
    wake       = { appraiser = { cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims", service_name = "appraiser" } }
  }

  assert {
    condition = (
      jsondecode(output.definition).StartAt == "HasTraceParent"
      && jsondecode(output.definition).States.HasTraceParent.Choices[0].Next == "Wake for Work"
      && jsondecode(output.definition).States.DefaultTraceParent.Next == "Wake for Work"
      && jsondecode(output.definition).States["Wake for Work"].Next == "Work"
    )
    error_message = "The state is reached without waking its service: ${output.definition}"
  }

  assert {
    condition     = jsondecode(output.definition).States["Wake for Work"].ResultPath == null && jsondecode(output.definition).States.Work.Parameters["input.$"] == "$.input"
    error_message = "The state gets another input than without the wake."
  }

  assert {
    condition     = jsondecode(output.definition).States["Wake for Work"].Branches[0].States["Start appraiser for Work"].Parameters.DesiredCount == 1
    error_message = "The service is not set to one."
  }

  assert {
    condition     = jsondecode(output.definition).States["Wake for Work"].Branches[0].States["Is appraiser at zero for Work"].Default == "Leave appraiser to Work"
    error_message = "A service that runs would be scaled in to one."
  }
}

run "services_are_woken_before_each_state_that_feeds_them_however_deep" {
  command = plan

  variables {
    name       = "flight-delay-claims"
    definition = "../../patterns/claims/definition.asl.json"
    activities = {
      find_flight  = { arn = "arn:aws:states:eu-central-1:111122223333:activity:find-flight", times = run.activity.times }
      find_airport = { arn = "arn:aws:states:eu-central-1:111122223333:activity:find-airport", times = run.activity.times }
      read_tariff  = { arn = "arn:aws:states:eu-central-1:111122223333:activity:read-tariff", times = run.activity.times }
      appraise     = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise-claim", times = run.activity.times }
    }
    jobs      = { collect = run.activity.times }
    queues    = { letter = { arn = "arn:aws:sqs:eu-central-1:111122223333:write-letter", url = "https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter", times = run.queue.times } }
    variables = { approval_from_amount = "600" }
    machines = {
      for prefix in ["assess", "approve", "pay", "ledger", "desk"] : prefix => { name = prefix, execution_timeout_seconds = 600 }
    }
    wake = {
      collector = {
        cluster_arn  = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
        service_name = "claims-collector"
        sources      = [for name in ["find-flight", "find-airport", "read-tariff", "appraise-claim"] : "arn:aws:states:eu-central-1:111122223333:activity:${name}"]
      }
      writer = {
        cluster_arn  = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
        service_name = "claims-writer"
        sources      = ["https://sqs.eu-central-1.amazonaws.com/111122223333/write-letter", "https://sqs.eu-central-1.amazonaws.com/111122223333/tell-customer-desk"]
      }
    }
  }

  assert {
    condition = jsonencode({ for state, feeder in local.woken : state => feeder.services }) == jsonencode({
      FindFlight  = ["collector"]
      FindAirport = ["collector"]
      ReadTariff  = ["collector"]
      Appraise    = ["collector"]
      WriteLetter = ["writer"]
    })
    error_message = "A state wakes a service that it has no jobs for, or does not wake its own: ${jsonencode({ for state, feeder in local.woken : state => feeder.services })}"
  }

  assert {
    condition = (
      jsondecode(output.definition).States.Tell.Branches[0].StartAt == "Wake for WriteLetter"
      && jsondecode(output.definition).States.Tell.Branches[0].States["Wake for WriteLetter"].Next == "WriteLetter"
      && jsondecode(output.definition).States.Collect.Branches[1].States.FindAirports.ItemProcessor.StartAt == "Wake for FindAirport"
      && jsondecode(output.definition).States.Collect.Next == "Wake for Appraise"
    )
    error_message = "Days after the start, or in a map of a branch, a job meets a service at zero."
  }

  # Taken out again, nothing else has changed.
  assert {
    condition = jsondecode(replace(replace(
      output.definition,
      "/\"Wake for [A-Za-z]+\":{\"Branches\":.*?\"Type\":\"Parallel\"},/", ""),
      "/\"Wake for ([A-Za-z]+)\"/", "\"$1\""
    )) == local.decoded
    error_message = "More was changed than that states are woken for."
  }
}

run "an_event_wakes_those_that_the_machine_knows_no_source_of" {
  command = plan

  variables {
    name                      = "desk"
    definition                = "../../patterns/callback-eventbridge/definition.asl.json"
    jobs                      = { "" = run.queue.times }
    event                     = { source = "claims", detail_type = "Claim Settled" }
    execution_timeout_seconds = 86400
    wake = {
      writer = {
        cluster_arn  = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
        service_name = "claims-writer"
        sources      = ["https://sqs.eu-central-1.amazonaws.com/111122223333/tell-customer-desk"]
      }
    }
  }

  assert {
    condition     = jsondecode(output.definition).States["Wake for Work"].Branches[0].StartAt == "Look at writer for Work"
    error_message = "Nobody is woken for the event."
  }
}

run "refuses_a_service_that_no_state_hands_jobs_to" {
  command = plan

  variables {
    name       = "outer"
    definition = "../../patterns/nested-execution/definition.asl.json"
    machines   = { "" = { name = "inner", execution_timeout_seconds = 600 } }
    wake       = { writer = { cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims", service_name = "claims-writer" } }
  }

  expect_failures = [aws_sfn_state_machine.this]
}

run "refuses_names_that_leave_no_room_for_the_states_that_wake" {
  command = plan

  variables {
    name       = "appraise"
    definition = "../../patterns/activity-worker/definition.asl.json"
    activities = { "" = { arn = "arn:aws:states:eu-central-1:111122223333:activity:appraise", times = run.activity.times } }
    wake = {
      the-appraiser-of-all-flight-delay-claims-of-the-whole-world-now = { cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims", service_name = "appraiser" }
    }
  }

  expect_failures = [aws_sfn_state_machine.this]
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
