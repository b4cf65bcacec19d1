mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  emails = ["manager@example.com"]
}

run "a_name_that_eventbridge_refuses" {
  command = plan

  variables {
    name = "to be approved"
  }

  expect_failures = [var.name]
}
