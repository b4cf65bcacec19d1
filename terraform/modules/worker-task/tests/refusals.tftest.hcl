mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name        = "ledger"
  image       = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workers/activity@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  program     = ["/app/RunOnceWorker"]
  cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/claims"
}

run "a_name_that_leaves_no_room_for_the_roles" {
  command = plan

  variables {
    name = "post-the-payments-of-all-flight-delay-claims-to-the-ledger"
  }

  expect_failures = [var.name]
}

run "no_program" {
  command = plan

  variables {
    program = []
  }

  expect_failures = [var.program]
}

run "cpu_that_fargate_does_not_know" {
  command = plan

  variables {
    cpu = 300
  }

  expect_failures = [var.cpu]
}

run "an_architecture_that_nobody_builds_for" {
  command = plan

  variables {
    architecture = "RISCV"
  }

  expect_failures = [var.architecture]
}

run "a_stop_that_fargate_does_not_wait_for" {
  command = plan

  variables {
    stop_timeout_seconds = 121
  }

  expect_failures = [var.stop_timeout_seconds]
}

run "a_collector_by_tag" {
  command = plan

  variables {
    collector_image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/public/aws-observability/aws-otel-collector:v0.43.1"
  }

  expect_failures = [var.collector_image]
}
