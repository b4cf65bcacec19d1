mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name       = "claims"
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1"]

  activities = { appraise-claim = { job_seconds = 2, longest_job_seconds = 30 } }
  queues     = { write-letter = { job_seconds = 2, longest_job_seconds = 60 } }

  workers = {
    appraiser = {
      image      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      program    = ["/app/ActivityWorker"]
      activities = { appraise-claim = {} }
    }
  }
}

run "a_name_too_long_for_what_is_named_after_it" {
  command = plan

  variables {
    name = "flight-delay-claims-fleet"
  }

  expect_failures = [var.name]
}

run "a_worker_of_an_unknown_queue" {
  command = plan

  variables {
    workers = {
      writer = {
        image   = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/callback@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        program = ["/app/CallbackWorker"]
        queues  = { write-postcard = {} }
      }
    }
  }

  expect_failures = [var.workers]
}

run "a_machine_of_an_unknown_activity" {
  command = plan

  variables {
    machines = { appraise = { definition = "../../patterns/activity-worker/definition.asl.json", activities = { "" = "appraise" } } }
  }

  expect_failures = [var.machines]
}

run "a_machine_whose_event_goes_to_no_queue" {
  command = plan

  variables {
    machines = { tell = { definition = "../../patterns/callback-eventbridge/definition.asl.json", jobs = { "" = "write-letter" }, event = "write-letter" } }
  }

  expect_failures = [var.machines]
}

run "a_machine_of_an_unknown_task" {
  command = plan

  variables {
    machines = { post = { definition = "../../patterns/run-once/definition.asl.json", task = "post-to-ledger", execution_timeout_seconds = 600 } }
  }

  expect_failures = [var.machines]
}

run "a_collector_by_tag" {
  command = plan

  variables {
    collector_image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/public/aws-observability/aws-otel-collector:v0.43.1"
  }

  expect_failures = [var.collector_image]
}

run "a_nested_machine_that_is_not_there" {
  command = plan

  variables {
    machines = { outer = { definition = "../../patterns/nested-execution/definition.asl.json", machines = { "" = "inner" } } }
  }

  expect_failures = [var.machines]
}
