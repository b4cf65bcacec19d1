variables {
  source_kind         = "activity"
  job_seconds         = 5
  longest_job_seconds = 60
}

run "a_longest_job_of_a_fraction" {
  command = plan

  variables {
    longest_job_seconds = 60.5
  }

  expect_failures = [var.longest_job_seconds]
}

run "no_latency_at_all" {
  command = plan

  variables {
    acceptable_latency_seconds = 0
  }

  expect_failures = [var.acceptable_latency_seconds]
}

run "a_start_in_no_time" {
  command = plan

  variables {
    start_up_seconds = 0
  }

  expect_failures = [var.start_up_seconds]
}

run "a_detection_too_short_for_a_second_attempt" {
  command = plan

  variables {
    detection_seconds = 4
  }

  expect_failures = [var.detection_seconds]
}

run "a_heartbeat_of_two_seconds" {
  command = plan

  variables {
    heartbeat_seconds = 2
  }

  expect_failures = [var.heartbeat_seconds]
}
