mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name = "claims"
}

run "payloads_that_expire_at_once" {
  command = plan

  variables {
    payload_expiry_days = 0
  }

  expect_failures = [var.payload_expiry_days]
}
