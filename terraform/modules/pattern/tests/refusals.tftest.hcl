mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name       = "outer"
  definition = "../../patterns/nested-execution/definition.asl.json"
  machines   = { "" = { name = "inner", execution_timeout_seconds = 600 } }
}

run "a_name_that_no_role_may_have" {
  command = plan

  variables {
    name = "the outer one"
  }

  expect_failures = [var.name]
}

run "an_event_of_aws" {
  command = plan

  variables {
    event = { source = "aws.claims", detail_type = "Claim Settled" }
  }

  expect_failures = [var.event]
}

run "an_execution_of_a_year" {
  command = plan

  variables {
    execution_timeout_seconds = 31536000
  }

  expect_failures = [var.execution_timeout_seconds]
}

run "a_time_that_follows_from_the_job" {
  command = plan

  variables {
    variables = { timeout_seconds = "60" }
  }

  expect_failures = [var.variables]
}

run "a_machine_that_is_an_input" {
  command = plan

  variables {
    variables = { state_machine_arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:other" }
  }

  expect_failures = [var.variables]
}

run "a_limit_beside_the_input" {
  command = plan

  variables {
    variables = { execution_timeout_seconds = "60" }
  }

  expect_failures = [var.variables]
}

run "reply_queues_that_are_neither_made_nor_read" {
  command = plan

  variables {
    reply_queues = { prefix = "route-reply-", reads_only = true, makes_only = true }
  }

  expect_failures = [var.reply_queues]
}
