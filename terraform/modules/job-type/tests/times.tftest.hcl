variables {
  source_kind         = "queue"
  job_seconds         = 5
  longest_job_seconds = 60
}

run "a_queue_fed_state_covers_the_wait_and_one_dead_worker" {
  assert {
    condition = output.times == {
      source_kind                = "queue"
      job_seconds                = 5
      longest_job_seconds        = 60
      acceptable_latency_seconds = 60
      start_up_seconds           = 180
      longest_wait_seconds       = 900
      detection_seconds          = 120
      heartbeat_seconds          = 1020
      timeout_seconds            = 1140
      max_receive_count          = 5
      message_retention_seconds  = 345600
      shutdown_budget_seconds    = 110
      stop_timeout_seconds       = 115
    }
    error_message = "The times of a queue are not what follows from its inputs: ${jsonencode(output.times)}"
  }
}

run "an_activity_beats_as_soon_as_a_dead_worker_is_to_be_noticed" {
  variables {
    source_kind = "activity"
  }

  assert {
    condition     = output.times.heartbeat_seconds == 120 && output.times.timeout_seconds == 240
    error_message = "The times of an activity are not what follows from its inputs: ${jsonencode(output.times)}"
  }
}

run "a_short_job_still_has_a_timeout_above_its_heartbeat" {
  variables {
    source_kind         = "activity"
    job_seconds         = 1
    longest_job_seconds = 1
  }

  assert {
    condition     = output.times.heartbeat_seconds < output.times.timeout_seconds
    error_message = "Step Functions refuses a heartbeat that is not below the timeout."
  }
}

run "an_activity_of_a_day_is_allowed" {
  variables {
    source_kind         = "activity"
    longest_job_seconds = 86400
  }
}

run "refuses_a_queue_job_longer_than_sqs_keeps_a_message" {
  command = plan

  variables {
    longest_job_seconds = 43201
  }

  expect_failures = [var.longest_job_seconds]
}

run "refuses_a_wait_that_does_not_cover_a_start_from_zero" {
  command = plan

  variables {
    longest_wait_seconds = 239
  }

  expect_failures = [var.longest_wait_seconds]
}

run "refuses_a_heartbeat_that_does_not_cover_latency_and_start" {
  command = plan

  variables {
    heartbeat_seconds = 240
  }

  expect_failures = [var.heartbeat_seconds]
}

run "refuses_a_heartbeat_below_the_visibility_timeout" {
  command = plan

  variables {
    acceptable_latency_seconds = 1
    start_up_seconds           = 1
    detection_seconds          = 60
    heartbeat_seconds          = 50
  }

  expect_failures = [var.heartbeat_seconds]
}

run "refuses_a_typical_job_longer_than_the_longest" {
  command = plan

  variables {
    job_seconds = 61
  }

  expect_failures = [var.job_seconds]
}

run "refuses_receives_that_a_deployment_uses_up" {
  command = plan

  variables {
    max_receive_count = 2
  }

  expect_failures = [var.max_receive_count]
}

run "refuses_a_stop_that_fargate_cuts_off" {
  command = plan

  variables {
    shutdown_budget_seconds = 116
  }

  expect_failures = [var.shutdown_budget_seconds]
}

run "refuses_a_stop_too_short_for_the_polls_of_an_activity" {
  command = plan

  variables {
    source_kind             = "activity"
    shutdown_budget_seconds = 75
  }

  expect_failures = [var.shutdown_budget_seconds]
}

run "refuses_an_unknown_source" {
  command = plan

  variables {
    source_kind = "topic"
  }

  expect_failures = [var.source_kind]
}
