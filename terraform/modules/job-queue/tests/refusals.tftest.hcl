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

run "a_heartbeat_that_a_dead_worker_outlasts" {
  command = plan

  variables {
    name  = "write-letter"
    times = merge(run.times.times, { heartbeat_seconds = 30, detection_seconds = 30 })
  }

  expect_failures = [var.times]
}
