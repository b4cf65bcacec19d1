mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  vpc_id    = "vpc-1"
  host_name = "approvals.example.com"

  load_balancer = {
    arn               = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/people/1"
    listener_arn      = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/people/1/2"
    security_group_id = "sg-2"
  }

  oidc = {
    issuer                 = "https://login.example.com"
    authorization_endpoint = "https://login.example.com/authorize"
    token_endpoint         = "https://login.example.com/token"
    user_info_endpoint     = "https://login.example.com/userinfo"
    client_id              = "inbox"
    client_secret          = "not-a-secret"
  }
}

run "a_name_too_long_for_a_target_group" {
  command = plan

  variables {
    name = "approvals-of-flight-delay-claims-"
  }

  expect_failures = [var.name]
}

run "a_session_of_seconds" {
  command = plan

  variables {
    session_seconds = 59
  }

  expect_failures = [var.session_seconds]
}

run "a_priority_without_room_for_links" {
  command = plan

  variables {
    priority = 1
  }

  expect_failures = [var.priority]
}
